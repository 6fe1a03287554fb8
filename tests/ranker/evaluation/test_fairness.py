"""Gaps between brands, made on purpose or by chance alone."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.evaluation.fairness import brand_fairness, brand_means, fairness, gap_bounds, gini
from tests.ranker.requests import examples


def test_gini_of_equal_and_of_lone_values() -> None:
    assert gini(np.asarray([0.4, 0.4, 0.4])) == pytest.approx(0)
    assert gini(np.asarray([0.0, 0.0, 1.0])) == pytest.approx(2 / 3)
    # Mean absolute difference of 1 and 3 over all four pairs: 1; over twice the mean: 1 / 4.
    assert gini(np.asarray([3.0, 1.0])) == pytest.approx(1 / 4)
    assert gini(np.zeros(2)) == 0


def test_brand_means_by_requests() -> None:
    means = brand_means(np.asarray([1.0, 0.0, 0.5]), ["p", "q", "p"], {"p": "B", "q": "A"})

    assert means == pytest.approx([0.0, 0.75])


def test_a_gap_that_is_real_is_wider_than_chance_makes() -> None:
    random = np.random.default_rng(0)
    targets = [str(number) for number in range(200)]
    brand_of = {target: "A" if int(target) % 2 else "B" for target in targets}
    values = np.asarray([0.8 if brand_of[target] == "A" else 0.5 for target in targets]) + random.normal(0, 0.1, 200)
    low, high, chance = gap_bounds(values, targets, brand_of)

    assert chance < low < 0.3 < high < 0.4


def test_a_gap_by_chance_alone_is_as_wide_as_chance_makes() -> None:
    targets = [str(number) for number in range(200)]
    values = np.random.default_rng(1).random(200)
    low, high, chance = gap_bounds(values, targets, {target: f"brand {int(target) % 5}" for target in targets})

    assert low < chance < high


def test_products_without_a_brand_or_of_a_rare_one_are_in_no_gap() -> None:
    targets = [str(number) for number in range(30)]
    brand_of = {target: "A" if int(target) < 15 else "B" for target in targets[:20]}  # B has 5

    found = brand_fairness(np.asarray([0.5] * 15 + [1.0] * 15), targets, brand_of)
    assert found["brands compared"] == 1
    assert found["mean reciprocal rank of the brand served best"] == pytest.approx(0.5)
    assert brand_fairness(np.ones(4), targets[:4], {}) == {"brands compared": 0}


def test_counts_sensitive_attributes_and_those_of_one_brand() -> None:
    some = examples(40)
    weights = [np.asarray(example.relevance) + 0.1 for example in some]
    found = fairness(weights, some, {"weight": "A"}, ["weight"])

    first = np.mean([example.relevance[1] == 1 for example in some])
    assert found["requests with a sensitive attribute first, before rules"] == pytest.approx(first)
    assert found["relevance of attributes that one brand alone states"] == pytest.approx(first)
    assert 0 < found["exposure of attributes that one brand alone states"] < 1
    assert set(fairness([], [], {}, ()).values()) == {0.0}
