from __future__ import annotations

import numpy as np
import pytest

from recommender.lessons.contrast import Difference
from recommender.lessons.examples import NOTHING, Graded, example_of
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import backpacks, knowledge, types_of


def test_grades_lie_below_the_confidence_and_the_unknown_is_left_out() -> None:
    (bags,) = types_of(backpacks())
    grades = np.full(len(bags.candidates), np.nan)
    grades[:3] = 1.0, 0.5, 0.0
    affinities = tuple(np.ones(len(candidate.values)) for candidate in bags.candidates)

    example = example_of(
        bags, Difference(grades, affinities), Groups(knowledge()), Graded("for flights", "flights", "sentences", 0.8)
    )

    assert example.candidates == bags.candidates[:3]
    assert example.relevance == pytest.approx((0.8, (0.8 + NOTHING) / 2, NOTHING))
    assert {affinity for own in example.affinities for affinity in own} == {0.8}
    assert (example.query, example.need, example.source) == ("for flights", "flights", "sentences")
