"""Metrics by numbers that can be derived on paper."""

from __future__ import annotations

import numpy as np
import pytest

from ranker.errors import ExamplesInvalid
from ranker.evaluation.metrics import (
    Bin,
    Bootstrap,
    calibration_error,
    kendall_correlation,
    measured,
    ndcg,
    rank_correlation,
    reliability,
)


def test_ndcg_discounts_by_place() -> None:
    grades = np.asarray([0.0, 1.0, 0.5])
    # Found: 1 / log2(3) + 0.5 / log2(4) = 0.6309 + 0.25; best: 1 + 0.5 / log2(3) = 1.3155
    assert ndcg(grades, grades) == pytest.approx((1 / np.log2(3) + 0.25) / (1 + 0.5 / np.log2(3)))


def test_a_perfect_order_scores_one_everywhere_it_can() -> None:
    scores = measured(np.asarray([0.6, 0.3, 0.1]), np.asarray([1.0, 0.2, 0.0]))

    assert scores["ndcg@5"] == scores["mrr"] == scores["recall@3"] == pytest.approx(1)
    assert scores["precision@3"] == pytest.approx(2 / 3)
    assert scores["f1@3"] == pytest.approx(2 * (2 / 3) / (1 + 2 / 3))


def test_ties_keep_the_order_of_the_candidates() -> None:
    assert measured(np.full(4, 0.25), np.asarray([0, 0, 1.0, 0]))["mrr"] == pytest.approx(1 / 3)


def test_nothing_relevant_scores_zero() -> None:
    assert set(measured(np.asarray([0.5, 0.5]), np.zeros(2)).values()) == {0.0}


def test_weights_that_are_the_shares_of_relevance_are_calibrated() -> None:
    grades = [np.asarray([0.8, 0.2]), np.asarray([0.3, 0.9])]

    assert calibration_error([g / g.sum() for g in grades], grades) == pytest.approx(0)
    # Each of four attributes is a bin of its own: 0.5 is said of 0.8, 0.2, 0.25 and 0.75.
    assert calibration_error([np.full(2, 0.5)] * 2, grades) == pytest.approx((0.3 + 0.3 + 0.25 + 0.25) / 4)


def test_intervals_hold_the_mean_and_follow_the_clusters() -> None:
    random = np.random.default_rng(0)
    values = random.normal(0.5, 0.1, 400)
    alone = Bootstrap([str(i) for i in range(400)]).mean(values)
    # Ten copies of each of 40 values say no more than the 40: the interval is about sqrt(10) times as wide.
    repeated = Bootstrap([str(i // 10) for i in range(400)]).mean(np.repeat(values[:40], 10))

    assert alone.low < alone.mean < alone.high
    assert 2 < (repeated.high - repeated.low) / (alone.high - alone.low) < 5


def test_a_gain_is_relative_and_paired() -> None:
    values = np.linspace(0.2, 0.6, 50)
    gain = Bootstrap([str(i) for i in range(50)]).gain(1.2 * values, values)

    assert (gain.mean, gain.low, gain.high) == pytest.approx((0.2, 0.2, 0.2))


def test_rank_correlation_tells_orders_apart() -> None:
    weights = np.asarray([0.5, 0.3, 0.2])

    assert rank_correlation(weights, weights**2) == pytest.approx(1)
    assert rank_correlation(weights, weights[::-1]) == pytest.approx(-1)
    assert rank_correlation(weights, np.full(3, 1 / 3)) == 0


def test_a_gain_over_nothing_is_no_number() -> None:
    clusters = Bootstrap(["a", "b"])

    assert np.isnan(clusters.gain(np.ones(2), np.zeros(2)).mean)
    # Of the four resamples of a and b, one is b alone, where the other system scores 0: 0.5 / 0.5 - 1 has no bounds.
    gain = clusters.gain(np.asarray([0.0, 1.0]), np.asarray([1.0, 0.0]))
    assert gain.mean == 0
    assert np.isnan([gain.low, gain.high]).all()


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


def test_kendall_counts_the_pairs_that_changed_places() -> None:
    # Of the six pairs of four, one is the other way round: (5 - 1) / 6.
    assert kendall_correlation(np.asarray([4.0, 3, 2, 1]), np.asarray([3.0, 4, 2, 1])) == pytest.approx(4 / 6)
    assert kendall_correlation(np.asarray([1.0, 2.0]), np.ones(2)) == 0


def test_reliability_leaves_out_requests_without_relevance() -> None:
    bins = reliability([np.asarray([0.9, 0.1]), np.asarray([0.5, 0.5])], [np.asarray([0.2, 0.2]), np.zeros(2)])

    # Both grades are half of the relevance; 0.1 and 0.9 are each a bin, from the smallest weight.
    assert bins == [Bin(0.1, 0.5, 1), Bin(0.9, 0.5, 1)]
    assert reliability([np.ones(1)], [np.zeros(1)]) == []
    assert calibration_error([np.ones(1)], [np.zeros(1)]) == 0
