"""The script that trains what is Rasa's of the assistant, in its environment."""
