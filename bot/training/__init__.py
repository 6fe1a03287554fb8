"""What the assistant is trained on, and the script that trains it in Rasa's environment."""
