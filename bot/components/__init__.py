"""What Rasa loads of ours: the input channel, the vocabulary component, the tracker store, and faster inner parts.

Runs in Rasa's own environment, so of the rest of the project nothing here imports but `language`, which needs nothing.
What Rasa has no argument for stands in `bot.rasa_environment` and `bot.components.outside`.
"""
