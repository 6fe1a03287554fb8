"""Attributes moved by hand, over the small catalog."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalog.constraints import Constraint
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse

SOFT = [
    Constraint(attribute="connectivity", value="Wireless", strength="soft"),
    Constraint(attribute="colour", value="Red", strength="soft"),
]


def ask(recommender: Recommender, **options: Any) -> RecommendResponse:
    return recommender.recommend(RecommendRequest(query="mouse", limit=20, **options))


def names(answer: RecommendResponse) -> list[str]:
    return [attribute.name for attribute in answer.attributes]


def test_weights_change_places_and_nothing_else_moves(recommender: Recommender) -> None:
    before = ask(recommender)
    first, *others = names(before)

    after = ask(recommender, order=[*others, first], explain=True)

    assert names(after) == [*others, first]
    assert [a.weight for a in after.attributes] == pytest.approx([a.weight for a in before.attributes])
    moved = after.attributes[-1].explanation
    assert moved is not None
    assert moved.rules == ["it was moved by hand"]
    assert "order" in moved.parts
    swapped = ask(recommender, order=[others[1], first])
    assert names(swapped) == [others[1], others[0], first, *others[2:]]


def test_products_follow_the_order_of_what_is_wished(recommender: Recommender) -> None:
    by_place = {
        first: ask(recommender, constraints=SOFT, order=[first, other]).products
        for first, other in (("colour", "connectivity"), ("connectivity", "colour"))
    }

    def ends(first: str) -> list[str]:
        """Of the products that meet one wish alone, which one, in their order."""
        return [product.matched[0] for product in by_place[first] if len(product.matched) == 1]

    assert set(ends("colour")) == {"colour", "connectivity"}
    assert ends("colour") == sorted(ends("colour"))
    assert ends("connectivity") == sorted(ends("connectivity"), reverse=True)


def test_an_order_that_changes_nothing_leaves_the_answer_as_it_is(recommender: Recommender) -> None:
    plain = ask(recommender, constraints=SOFT, explain=True)

    for order in (names(plain), ["colour"], ["no such attribute", "colour"], []):
        same = ask(recommender, constraints=SOFT, explain=True, order=order)
        assert (same.attributes, same.products) == (plain.attributes, plain.products)
    assert ask(recommender, order=["no such attribute"]).unknown_attributes == ["no such attribute"]
    assert ask(recommender, order=["colour"]).trace.request["order"] == ["colour"]  # type: ignore[union-attr]
