"""The holdout against the assistant: what is compared, when nothing is said, and that peeking does no harm."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from data.conversations.outcomes import Bought, Placed
from learning.journeys import Journey, Purchase
from learning.lift import LEAST_SHOPPERS, WORTH_KNOWING, anytime_half_width, compare, lift, widget_lift
from tests.learning.making import AT, made

DAY = timedelta(days=1)


def bought(shopper: str, arm: str, after: timedelta) -> Journey:
    return made(f"{shopper}/{arm}", shopper=shopper, arm=arm, purchases=(Purchase("a/1", AT + after),), bought=True)


def test_counts_a_shopper_once_and_purchases_of_the_week_after_the_first_conversation() -> None:
    told = [
        bought("late", "holdout", 6 * DAY),
        bought("too late", "holdout", 8 * DAY),
        made("twice 1", shopper="twice"),
        made("twice 2", shopper="twice", started_at=AT + DAY, clicked=frozenset({"a/1"})),
    ]
    found = lift(told, until=AT + 10 * DAY)

    assert (found.shoppers, found.held_out, found.mixed, found.unsettled) == (3, 2, 0, 0)
    outcomes = {one.outcome: one for one in found.comparisons}
    assert outcomes["bought within 7 days"].holdout.with_outcome == 1
    assert outcomes["bought within a day"].holdout.with_outcome == 0
    assert (outcomes["clicked a product"].assistant.shoppers, outcomes["clicked a product"].assistant.share) == (1, 1.0)


def test_waits_for_the_week_to_be_over_and_leaves_out_who_was_in_both_arms() -> None:
    told = [
        made("new", started_at=AT + 5 * DAY),
        made("both 1", shopper="both"),
        made("both 2", shopper="both", arm="holdout"),
        made("old", arm="holdout"),
    ]
    found = lift(told, until=AT + 8 * DAY)

    assert (found.shoppers, found.held_out, found.mixed, found.unsettled) == (2, 1, 1, 1)
    (late,) = [one for one in found.comparisons if one.outcome == "bought within 7 days"]
    assert (late.assistant.shoppers, late.holdout.shoppers) == (0, 1)


def test_says_nothing_of_a_shop_without_a_holdout() -> None:
    assert lift([made("a")], until=AT).comparisons == []


def placed(shopper: str, *after: timedelta, widget: bool, at: datetime = AT) -> Placed:
    return Placed(shopper, widget, at, [Bought(f"{shopper}-{n}", at + one) for n, one in enumerate(after)])


def test_compares_who_is_shown_the_widget_with_who_is_not_once_the_week_is_over() -> None:
    told = [
        placed("in time", 2 * DAY, 9 * DAY, widget=True),
        placed("nothing", widget=True),
        placed("too late", 8 * DAY, widget=False),
        placed("unsettled", DAY, widget=False, at=AT + 5 * DAY),
    ]
    found = widget_lift(told, until=AT + 8 * DAY)

    assert found is not None
    assert (found.assistant.shoppers, found.assistant.with_outcome) == (2, 1)
    assert (found.holdout.shoppers, found.holdout.with_outcome) == (1, 0)
    assert widget_lift([one for one in told if one.widget], until=AT + 8 * DAY) is None


def test_says_how_many_more_it_takes_where_there_are_too_few() -> None:
    found = compare("bought", [True, False] * 300, [True, False] * 30)

    assert found.verdict == "too few"
    assert found.difference is None
    total, each = 660 + found.more_shoppers, 0.25 * (11 + 1.1)
    half = float(anytime_half_width(np.asarray(each / total), WORTH_KNOWING))
    assert half == pytest.approx(WORTH_KNOWING, rel=0.03)
    assert found.more_shoppers > LEAST_SHOPPERS


def test_finds_a_large_difference_and_gives_it_both_ways() -> None:
    found = compare("bought", [True] * 900 + [False] * 2100, [True] * 150 + [False] * 850)

    assert found.verdict == "better"
    assert found.difference == pytest.approx(0.15)
    assert found.ratio == pytest.approx(2.0)
    assert None not in (found.difference_low, found.difference_high, found.ratio_low, found.ratio_high)
    assert 0 < (found.difference_low or 0) < 0.15 < (found.difference_high or 0)
    assert 1 < (found.ratio_low or 0) < 2 < (found.ratio_high or 0)


@pytest.mark.parametrize(("ours", "theirs"), [(0.1, 0.1), (0.35, 0.3)])
def test_an_interval_looked_at_after_every_shopper_misses_the_truth_in_one_of_twenty_shops(
    ours: float, theirs: float
) -> None:
    """1,000 shops of 4,000 shoppers, a tenth held out; looked at as soon as anything is said, and ever after."""
    random, runs, n = np.random.default_rng(1), 1000, 4000
    missed = missed_ratio = missed_plain = 0
    for _ in range(runs):
        held_out = random.random(n) < 0.1
        hits = np.where(held_out, random.random(n) < theirs, random.random(n) < ours)
        m, q = _running(hits, held_out)
        k, p = _running(hits, ~held_out)
        told = (m >= LEAST_SHOPPERS) & (np.minimum(q * m, (1 - q) * m) >= 10) & (np.minimum(p * k, (1 - p) * k) >= 10)
        p, q, k, m = p[told], q[told], k[told], m[told]
        variance = p * (1 - p) / k + q * (1 - q) / m
        off = np.abs(p - q - (ours - theirs))
        missed += bool((off > anytime_half_width(variance, 0.02)).any())
        missed_plain += bool((off > 1.96 * np.sqrt(variance)).any())
        off = np.abs(np.log(p / q) - np.log(ours / theirs))
        missed_ratio += bool((off > anytime_half_width((1 - p) / (p * k) + (1 - q) / (q * m), 0.2)).any())

    assert max(missed, missed_ratio) <= 0.05 * runs
    assert missed_plain > 0.15 * runs  # what would be claimed of nothing if an ordinary interval were peeked at


def _running(hits: np.ndarray, own: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = np.cumsum(own).astype(float)
    return count, np.cumsum(hits & own) / np.maximum(count, 1)
