"""What Rasa loads of ours: the input channel, the vocabulary component, the tracker store, and faster inner parts.

Runs in Rasa's own environment, so nothing here imports the rest of the project but what of `language` needs no more
than that environment has: words, segmentation, spelling and the lexicon.
What Rasa has no argument for stands in `bot.rasa_environment` and `bot.components.outside`.
"""
