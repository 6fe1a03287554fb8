"""Weights from statistics alone, by numbers that can be derived on paper."""

from __future__ import annotations

import pytest

from ranker.explanation import sentence
from ranker.statistical import StatisticsRanker
from tests.ranker.requests import candidate, request


def test_weighs_twice_as_much_what_narrows_twice_as_much() -> None:
    ranking = StatisticsRanker().rank(request(candidate("Colour", 0.399), candidate("Weight", 0.199)))

    assert ranking.weights == pytest.approx([2 / 3, 1 / 3], rel=1e-6)  # (0.399 + 0.001) / (0.199 + 0.001) = 2


def test_weights_sum_to_one() -> None:
    candidates = [candidate(f"A{i}", i / 50) for i in range(50)]

    assert StatisticsRanker().rank(request(*candidates)).weights.sum() == pytest.approx(1)


def test_gives_a_tenth_of_the_weight_when_every_value_is_a_sentence() -> None:
    ranking = StatisticsRanker().rank(request(candidate("Colour", 0.3), candidate("Remarks", 0.3, brevity=0.0)))

    assert ranking.weights[0] / ranking.weights[1] == pytest.approx(10)


def test_reads_no_values_and_answers_nothing_with_nothing() -> None:
    assert StatisticsRanker().rank(request(candidate("Colour"), query="red")).affinities == ()
    assert len(StatisticsRanker().rank(request()).weights) == 0


def test_explains_a_weight_by_the_shares_it_was_made_of() -> None:
    explained = sentence(candidate("Colour", 0.25), 0.31)

    assert explained.startswith("Colour has 31% of the weight: 80% of the nearest products state it, 50% name it")
    assert "move back 25%" in explained
