"""The Rasa project: configuration, domain, training data, actions and components."""
