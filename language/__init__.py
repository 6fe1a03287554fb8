"""What words, numbers and units mean, whatever a catalog says; imports nothing else of ours."""
