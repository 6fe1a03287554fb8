"""Exploration: as likely as it says, never worse than the set share, the same for one shopper."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from data.catalog.constraints import Constraint, Preference
from recommender.engine.exploration import (
    BEST,
    DISCOUNTS,
    FEWEST,
    MOST_QUESTIONS,
    Draw,
    Exploration,
    Orders,
    admissible,
    drawn,
    orders,
    questions,
)
from recommender.protocol.recommend import RecommendRequest
from recommender.protocol.traces import CandidateQuestion

OFTEN = Exploration(0.3, list_share=0.8, question_share=0.5)
MOUSE = RecommendRequest(query="mouse")
WORTH = np.asarray([1.0, 0.9, 0.85, 0.8, 0.7, 0.65, 0.6, 0.2])
ALIKE = np.zeros((8, 1), np.int64)
SWAPS = admissible(WORTH, ALIKE, OFTEN.list_share)
UNITS = 8_000
CERTAIN = 0.001
"""A fair draw fails such a test once in a thousand runs; units are numbered, so that it is the same each time."""


def of(unit: int, **request: object) -> RecommendRequest:
    return MOUSE.model_copy(update={"unit": f"shopper {unit}", **request})


@cache
def draws() -> list[Draw]:
    return [drawn(OFTEN, of(unit), "v1") for unit in range(UNITS)]


@cache
def lists() -> Counter[Orders]:
    """How often each order of the list is shown."""
    return Counter(replace(orders(WORTH, ALIKE, draw), swaps=tuple(SWAPS)) for draw in draws())


@pytest.mark.parametrize(("field", "value"), [("rate", -0.1), ("rate", 0.6), ("list_share", 0), ("question_share", 2)])
def test_refuses_what_cannot_be_meant(field: str, value: float) -> None:
    with pytest.raises(ValueError, match="exploration must be" if field == "rate" else field):
        Exploration(**{field: value})


def test_nothing_is_drawn_for_nobody_or_at_no_rate() -> None:
    assert drawn(OFTEN, MOUSE, "v1") is BEST
    assert drawn(Exploration(), of(1), "v1") is BEST


def test_a_repeat_and_another_page_draw_the_same() -> None:
    same: list[dict[str, object]] = [{}, {"offset": 5}, {"limit": 20}, {"explain": True}, {"asks_use": True}]
    other: list[dict[str, object]] = [
        {"query": "mice"},
        {"constraints": [Constraint(attribute="price", op="lte", value=50)]},
        {"declined": ["colour"]},
        {"preferences": [Preference(attribute="price", direction="low")]},
    ]
    always = Exploration(0.5)
    first = [drawn(always, of(unit), "v1") for unit in range(50)]

    for fields in same:
        assert [drawn(always, of(unit, **fields), "v1") for unit in range(50)] == first
    for fields in other:
        assert [drawn(always, of(unit, **fields), "v1") for unit in range(50)] != first
    assert [drawn(always, of(unit), "v2") for unit in range(50)] != first


def test_lists_are_shown_as_often_as_their_propensities_say() -> None:
    swaps = SWAPS
    counts = Counter({order.taken: count for order, count in lists().items()})
    likely = [1 - OFTEN.rate, *[OFTEN.rate / len(swaps)] * len(swaps)]

    assert counts.keys() <= {None, *swaps}
    assert chisquare([counts[swap] for swap in (None, *swaps)], UNITS * np.asarray(likely)).pvalue > CERTAIN
    for order in lists():
        assert order.propensities(range(8))[0] == pytest.approx(likely[0] if order.taken is None else likely[1])


@pytest.mark.parametrize("page", [range(5), range(3), range(5, 8), range(2, 4)])
def test_pages_and_products_at_places_are_as_likely_as_said(page: range) -> None:
    pages: Counter[tuple[int, ...]] = Counter()
    said: dict[tuple[int, ...], tuple[float, list[float]]] = {}
    for order, count in lists().items():
        shown = tuple(order.arranged(range(8))[page.start : page.stop])
        pages[shown] += count
        said[shown] = order.propensities(page)

    expected = np.asarray([said[shown][0] for shown in pages])
    assert expected.sum() == pytest.approx(1)
    assert chisquare(list(pages.values()), UNITS * expected).pvalue > CERTAIN
    for place in range(len(page)):
        at_place: Counter[int] = Counter()
        for shown, count in pages.items():
            at_place[shown[place]] += count
        chance = {shown[place]: said[shown][1][place] for shown in pages}
        assert sum(chance.values()) == pytest.approx(1)
        counts = [at_place[one] for one in chance]
        assert chisquare(counts, UNITS * np.asarray(list(chance.values()))).pvalue > CERTAIN


@given(
    worth=st.lists(st.floats(0, 4), min_size=FEWEST, max_size=30),
    level=st.integers(0, 2**30 - 1),
    share=st.floats(0.05, 1),
    order=st.floats(0, 1, exclude_max=True),
)
def test_no_first_screen_is_worse_than_the_set_share(
    worth: list[float], level: int, share: float, order: float
) -> None:
    values = np.asarray(worth)
    levels = np.asarray([[level >> place & 1] for place in range(len(worth))])
    shown = orders(values, levels, Draw(Exploration(0.1, list_share=share), order=order))

    arranged = shown.arranged(range(len(worth)))
    assert sorted(arranged) == list(range(len(worth)))
    assert (levels[arranged] == levels).all()
    assert values[arranged][:5] @ DISCOUNTS[:5] >= share * (values[:5] @ DISCOUNTS[:5]) - 1e-9


def test_a_short_list_is_shown_as_it_is() -> None:
    assert orders(np.ones(FEWEST - 1), np.zeros((FEWEST - 1, 1), np.int64), Draw(OFTEN, order=0.5)) == Orders()


def asked(*utilities: float) -> list[CandidateQuestion]:
    return [
        CandidateQuestion(attribute=f"a{n}", weight=0.1, utility=utility, propensity=0)
        for n, utility in enumerate(utilities)
    ]


def test_questions_are_asked_as_often_as_their_propensities_say() -> None:
    candidates = asked(1.0, 0.8, 0.5, 0.4)
    counts: Counter[str] = Counter()
    for draw in draws():
        one, weighed = questions(candidates, draw)
        assert one is not None
        counts[one.attribute] += 1

    likely = {one.attribute: one.propensity for one in weighed}
    assert sum(likely.values()) == pytest.approx(1)
    assert likely == pytest.approx(
        {"a0": 0.7 + 0.3 * 1.0 / 2.3, "a1": 0.3 * 0.8 / 2.3, "a2": 0.3 * 0.5 / 2.3, "a3": 0.0}
    )
    assert counts["a3"] == 0
    possible = ["a0", "a1", "a2"]
    assert chisquare([counts[a] for a in possible], [UNITS * likely[a] for a in possible]).pvalue > CERTAIN


@given(
    utilities=st.lists(st.floats(0, 3), max_size=12),
    rate=st.floats(0, 0.5),
    share=st.floats(0.05, 1),
    question=st.none() | st.floats(0, 1, exclude_max=True),
)
def test_a_question_is_nearly_as_useful_as_the_best_and_what_it_says(
    utilities: list[float], rate: float, share: float, question: float | None
) -> None:
    candidates = asked(*sorted(utilities, reverse=True))
    one, weighed = questions(candidates, Draw(Exploration(rate, question_share=share), question=question))

    assert (one is None) == (not utilities)
    assert len(weighed) == min(len(utilities), MOST_QUESTIONS)
    if one is not None:
        assert one in weighed
        assert one.propensity > 0 or one is weighed[0]
        assert one.utility >= share * weighed[0].utility
        assert sum(other.propensity for other in weighed) == pytest.approx(1)
