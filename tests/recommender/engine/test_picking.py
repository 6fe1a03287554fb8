"""Which of the products shown the words mean."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.engine.picking import products, understand
from recommender.engine.recommender import Recommender
from recommender.protocol.understand import Shown, UnderstandRequest, UnderstandResponse

SHOWN = ["mouse-3", "mouse-4", "mouse-5", "mouse-9"]


def said(recommender: Recommender, text: str, asked: str | None = None, **shown: Any) -> UnderstandResponse:
    meant = Shown(ids=SHOWN, focus="mouse-9", **shown)
    return understand(recommender, UnderstandRequest(text=text, asked=asked, product_types=["Mouse"], shown=meant))


def values(recommender: Recommender, attribute: str) -> dict[str, Any]:
    return {product.id: product.attributes.get(attribute) for product in products(recommender, SHOWN).products}


@pytest.mark.parametrize("asked", [None, "weight"])
def test_a_description_picks_those_that_it_is_true_of(recommender: Recommender, asked: str | None) -> None:
    colours = values(recommender, "colour")
    found = said(recommender, f"the {colours['mouse-4']} one".lower(), asked)

    assert found.picked == [identity for identity in SHOWN if colours[identity] == colours["mouse-4"]]
    assert found.product is not None
    assert found.product.id == found.picked[0]


def test_a_superlative_picks_one_and_a_comparative_only_where_it_is_about_them(recommender: Recommender) -> None:
    prices = values(recommender, "price")
    cheapest = [min(SHOWN, key=lambda identity: prices[identity])]

    assert said(recommender, "the cheapest one").picked == cheapest
    assert said(recommender, "cheaper").picked == []
    assert said(recommender, "the cheaper one", comparative=True).picked == cheapest


@pytest.mark.parametrize("text", ["how heavy is it", "a mouse"])
def test_words_that_tell_none_apart_mean_the_focus(recommender: Recommender, text: str) -> None:
    found = said(recommender, text)

    assert found.picked == []
    assert found.product is not None
    assert found.product.id == "mouse-9"


def test_products_that_are_gone_are_named_and_picked_no_more(recommender: Recommender) -> None:
    found = products(recommender, ["mouse-1", "gone", "mouse-0", "mouse-1"])
    assert ([product.id for product in found.products], found.unknown) == (["mouse-1", "mouse-0"], ["gone"])

    request = UnderstandRequest(text="the cheapest", shown=Shown(ids=["gone", "mouse-1"], focus="gone"))
    assert understand(recommender, request).picked == ["mouse-1"]
    request = UnderstandRequest(text="it", shown=Shown(focus="gone"))
    assert understand(recommender, request).product is None
