"""Chance is even, and says the same each time."""

from __future__ import annotations

import numpy as np

from recommender.engine.chance import chance


def test_is_uniform_over_matters() -> None:
    drawn = np.asarray([chance("order", str(number)) for number in range(20_000)])

    counts, _ = np.histogram(drawn, bins=20, range=(0, 1))
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8  # chi-square with 19 degrees of freedom at 0.001
    assert drawn.min() >= 0
    assert drawn.max() < 1


def test_is_the_same_for_a_matter_and_another_for_its_parts_put_together_otherwise() -> None:
    assert chance("a", "bc") == chance("a", "bc")
    assert len({chance("a", "bc"), chance("ab", "c"), chance("abc"), chance("", "abc")}) == 4
