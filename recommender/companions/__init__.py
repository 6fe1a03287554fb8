"""Products that belong to given ones: comparison, alternatives, accessories."""
