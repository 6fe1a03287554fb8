"""Metrics by numbers that can be derived on paper."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.errors import ExamplesInvalid
from ranker.evaluation.metrics import (
    Bin,
    Bootstrap,
    calibration_error,
    measured,
    ndcg,
    rank_correlation,
    reliability,
    shares,
    values_told_apart,
)


def test_ndcg_discounts_by_place_and_counts_two_to_the_grade() -> None:
    grades = np.asarray([0.0, 1.0, 1 / 3])  # of 3: gains 0, 7 and 1
    assert ndcg(grades, grades) == pytest.approx((7 / np.log2(3) + 1 / 2) / (7 + 1 / np.log2(3)))


def test_a_perfect_order_scores_what_can_be_scored() -> None:
    scores = measured(np.asarray([0.6, 0.3, 0.1]), np.asarray([1.0, 0.2, 0.0]))

    assert scores == {"ndcg@5": pytest.approx(1), "decisive@3": 1, "first": 3, "mrr": 1}


def test_what_decides_counts_among_the_first_three() -> None:
    relevance = np.asarray([0.0, 0.0, 0.0, 1.0])

    assert measured(np.asarray([4.0, 3, 2, 1]), relevance)["decisive@3"] == 0
    assert measured(np.asarray([4.0, 3, 1, 2]), relevance)["decisive@3"] == 1


def test_values_are_told_apart_within_their_attribute() -> None:
    found = [np.asarray([0.9, 0.1, 0.5]), np.asarray([-0.5, -0.9])]

    # Of the first, 0.5 serves and one of two others is below it; of the second nothing serves.
    assert values_told_apart(found, [(0, 0, 1), (0, 0)]) == pytest.approx(1 / 2)
    assert values_told_apart([np.zeros(2)], [(1, 0)]) == pytest.approx(1 / 2)
    assert np.isnan(values_told_apart(found, [(0, 0, 0), (1, 1)]))


def test_ties_keep_the_order_of_the_candidates() -> None:
    assert measured(np.full(4, 0.25), np.asarray([0, 0, 1.0, 0]))["mrr"] == pytest.approx(1 / 3)


def test_nothing_relevant_scores_zero() -> None:
    assert set(measured(np.asarray([0.5, 0.5]), np.zeros(2)).values()) == {0.0}


def test_weights_that_are_the_shares_of_what_matters_are_calibrated() -> None:
    came = [shares(np.asarray([1.0, 1 / 3])), shares(np.asarray([1 / 3, 1.0]))]  # gains 7 and 1

    assert came[0] == pytest.approx([7 / 8, 1 / 8])
    assert calibration_error(reliability(came, came)) == pytest.approx(0)
    # Each of four attributes is a bin of its own: 0.5 is said of 7/8 and 1/8, twice.
    assert calibration_error(reliability([np.full(2, 0.5)] * 2, came)) == pytest.approx(3 / 8)


def test_intervals_hold_the_mean_and_follow_the_clusters() -> None:
    random = np.random.default_rng(0)
    values = random.normal(0.5, 0.1, 400)
    alone = Bootstrap([str(i) for i in range(400)]).mean(values)
    # Ten copies of each of 40 values say no more than the 40: the interval is about sqrt(10) times as wide.
    repeated = Bootstrap([str(i // 10) for i in range(400)]).mean(np.repeat(values[:40], 10))

    assert alone.low < alone.mean < alone.high
    assert 2 < (repeated.high - repeated.low) / (alone.high - alone.low) < 5


def test_a_difference_is_paired() -> None:
    values = np.linspace(0.2, 0.6, 50)
    found = Bootstrap([str(i) for i in range(50)]).difference(values + 0.1, values)

    assert (found.mean, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_rank_correlation_tells_orders_apart() -> None:
    weights = np.asarray([0.5, 0.3, 0.2])

    assert rank_correlation(weights, weights**2) == pytest.approx(1)
    assert rank_correlation(weights, weights[::-1]) == pytest.approx(-1)
    assert rank_correlation(weights, np.full(3, 1 / 3)) == 0


def test_refuses_to_resample_nothing() -> None:
    with pytest.raises(ExamplesInvalid, match="no requests"):
        Bootstrap([])


def test_resampled_means_are_those_of_brute_force() -> None:
    clusters = ["a", "a", "a", "b", "c"]
    values = np.asarray([0.1, 0.2, 0.6, 1.0, 0.4])
    interval = Bootstrap(clusters, seed=3, samples=50).mean(values)

    drawn = np.random.default_rng(3).multinomial(3, np.full(3, 1 / 3), 50)
    of = {"a": [0.1, 0.2, 0.6], "b": [1.0], "c": [0.4]}
    means = [np.mean([v for name, n in zip("abc", row, strict=True) for v in of[name] * int(n)]) for row in drawn]
    assert (interval.low, interval.high) == pytest.approx(tuple(np.percentile(means, [2.5, 97.5])))


def test_reliability_has_as_many_in_each_bin_from_the_least() -> None:
    assert reliability([np.asarray([0.9, 0.1])], [np.asarray([0.5, 0.4])]) == [Bin(0.1, 0.4, 1), Bin(0.9, 0.5, 1)]
    assert reliability([], []) == []
    assert calibration_error([]) == 0
