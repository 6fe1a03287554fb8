"""What the conversation log teaches: examples and experience, retraining and its gate, the report, drift, labelling."""
