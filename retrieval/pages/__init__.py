"""The shop's own pages: reading them, and the passage that answers a question."""
