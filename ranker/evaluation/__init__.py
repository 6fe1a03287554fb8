"""How good a ranker is: metrics, baselines, and one report on products and product types that no training saw."""
