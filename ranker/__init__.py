"""Ranking attributes: which ones matter most for this request among these candidates."""
