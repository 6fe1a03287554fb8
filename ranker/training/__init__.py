"""Training of the attribute ranker: from labelled examples to a model folder."""
