"""What of a list may change places, through the engine."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalog.constraints import Constraint, Preference
from recommender.engine.exploration import Draw, Exploration
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.traces import ListTrace

EXPLORED = Draw(Exploration(0.1, list_share=0.5), order=0.999)


def shown(recommender: Recommender, draw: Draw = EXPLORED, **request: Any) -> tuple[list[str], ListTrace]:
    fields = {"query": "mouse", "limit": 12} | request
    answer: RecommendResponse = recommender.recommend(RecommendRequest.model_validate(fields), draw)
    assert answer.trace is not None
    return [product.id for product in answer.products], answer.trace


def swapped(order: list[str], one: int, other: int) -> list[str]:
    found = list(order)
    found[one], found[other] = found[other], found[one]
    return found


def test_shows_another_list_and_says_which_the_best_is(recommender: Recommender) -> None:
    best, told = shown(recommender, Draw(EXPLORED.exploration))
    ids, trace = shown(recommender)

    assert sorted(ids) == sorted(best) != ids
    assert trace.best == best
    assert (trace.policy.exploration, trace.policy.explored) == (0.1, True)
    assert (told.policy.explored, told.best) == (False, [])
    assert told.propensity == pytest.approx(0.9)
    assert 0 < trace.propensity < 0.1
    assert sum(one != other for one, other in zip(ids, best, strict=True)) == 2


def test_pages_of_an_explored_list_neither_repeat_nor_leave_out(recommender: Recommender) -> None:
    whole, _ = shown(recommender)

    pages = [shown(recommender, limit=4, offset=offset)[0] for offset in (0, 4, 8)]

    assert [one for page in pages for one in page] == whole


def test_says_what_else_a_first_page_could_have_shown(recommender: Recommender) -> None:
    best, _ = shown(recommender, Draw(EXPLORED.exploration))
    ids, trace = shown(recommender, limit=5)
    _, second = shown(recommender, limit=5, offset=5)
    told = trace.policy

    order = [*(trace.best or ids), *told.further]
    assert order == best[:10]
    page = [order[:5], *(swapped(order, *swap)[:5] for swap in told.swaps)]
    assert ids in page
    assert trace.propensity == pytest.approx(sum(0.1 / len(told.swaps) for one in page[1:] if one == ids))
    assert (second.policy.swaps, second.policy.further) == ([], [])


def test_near_duplicates_stay_on_one_card(recommender: Recommender) -> None:
    best, _ = shown(recommender, Draw(EXPLORED.exploration), group=True)
    ids, _ = shown(recommender, group=True)

    assert sorted(ids) == sorted(best)


@pytest.mark.parametrize(
    "request_",
    [
        {"preferences": [Preference(attribute="price", direction="low", sorts=True)]},
        {"query": "Norvik wireless mouse black", "limit": 3},
        {"query": "laptop", "constraints": [Constraint(attribute="touchscreen", value=True)]},
    ],
    ids=["the shopper asked for an order", "a product is named", "few are left"],
)
def test_some_lists_are_not_left_to_chance(recommender: Recommender, request_: dict[str, Any]) -> None:
    _, trace = shown(recommender, **request_)

    assert (trace.propensity, trace.policy.explored) == (1.0, False)
    assert set(trace.propensities) <= {1.0}


def test_what_fulfils_a_constraint_stays_before_what_does_not(recommender: Recommender) -> None:
    red = Constraint(attribute="colour", value="Red", strength="soft")
    place = {}
    for number in range(100):
        draw = Draw(EXPLORED.exploration, order=number / 100)
        answer = recommender.recommend(RecommendRequest(query="mouse", constraints=[red], limit=12), draw)
        place[number] = [("colour" in product.matched) for product in answer.products]

    assert all(fulfilled == sorted(fulfilled, reverse=True) for fulfilled in place.values())
