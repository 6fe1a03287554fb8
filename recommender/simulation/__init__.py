"""Simulated shoppers, whose conversations say whether a ranker may serve; it learns nothing from them."""
