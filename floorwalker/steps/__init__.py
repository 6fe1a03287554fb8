"""What is done before the assistant runs: preparing, training, evaluating, exporting models."""
