"""Intervals of shares and means: against what is known, and how often they hold."""

from __future__ import annotations

import math

import numpy as np
import pytest

from learning.intervals import difference, mean, of_independent, share


def test_is_wilsons_interval_where_every_shopper_is_another() -> None:
    # The example of Newcombe (Statistics in Medicine 1998, table I): 81 of 263.
    found = share([True] * 81 + [False] * 182, [str(n) for n in range(263)])

    assert found is not None
    assert (found.total, found.count) == (81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=1e-3)


def test_says_all_of_a_share_of_no_trials() -> None:
    nothing = of_independent(0, 0)

    assert (nothing.value, nothing.low, nothing.high) == (0.0, 0.0, 1.0)
    assert (of_independent(81, 263).low, of_independent(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_a_shopper_who_comes_ten_times_speaks_once() -> None:
    hits = [place < 50 for place in range(100)]
    alone = share(hits, [str(n) for n in range(100)])
    often = share(hits, [str(n // 10) for n in range(100)])

    assert alone is not None
    assert often is not None
    assert often.effective == pytest.approx(9, abs=1)
    assert often.high - often.low > 2 * (alone.high - alone.low)


def test_says_nothing_of_nothing_and_stays_within_nought_and_one() -> None:
    assert share([], []) is None
    assert mean([], []) is None
    none, all_ = share([False] * 9, list("abcdefghi")), share([True] * 9, list("abcdefghi"))
    assert none is not None
    assert all_ is not None
    assert (none.low, none.high, all_.high) == pytest.approx((0.0, 0.299, 1.0), abs=1e-3)
    assert all_.low == pytest.approx(1 - none.high)


def test_a_difference_is_newcombes() -> None:
    # Method 10 of his table II: 56/70 against 48/80.
    one = share([True] * 56 + [False] * 14, [str(n) for n in range(70)])
    other = share([True] * 48 + [False] * 32, [str(n) for n in range(80)])

    assert one is not None
    assert other is not None
    assert difference(one, other) == pytest.approx((0.2, 0.0524, 0.3339), abs=2e-3)


def test_holds_nineteen_times_of_twenty_though_shoppers_differ() -> None:
    random, truth, held, held_mean = np.random.default_rng(3), 0.3, 0, 0
    for _ in range(400):
        rates = random.beta(3, 7, 60)  # of each shopper
        owners = [str(n) for n in range(60) for _ in range(5)]
        hits = [bool(hit) for rate in rates for hit in random.random(5) < rate]
        found, amount = share(hits, owners), mean([3.0 * hit for hit in hits], owners)
        assert found is not None
        assert amount is not None
        held += found.low <= truth <= found.high
        held_mean += amount.low <= 3 * truth <= amount.high

    # Four standard errors of 400 draws below 95 %.
    assert min(held, held_mean) >= 400 * (0.95 - 4 * math.sqrt(0.05 * 0.95 / 400))
