"""Simulated shoppers, from whose conversations a ranker learns."""
