"""What is known to answer questions that name what they ask about; meaning is in test_question_reading.py."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalog.products import Catalog
from recommender.engine.answers import ask
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.protocol.questions import AskedAttribute, AskRequest, AskResponse
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex

IDS = ["mouse-3", "mouse-4", "mouse-5", "mouse-9"]


@pytest.fixture(scope="module")
def recommender(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """The engine over the small catalog, with the language model that is shipped."""
    folder, encoder = tmp_path_factory.mktemp("answers"), Encoder("", device="cpu", threads=1)
    ProductIndex.build(small_catalog, encoder, folder)
    index = next(path.parent for path in folder.glob("*/manifest.json"))
    return Recommender(load_snapshot(index, encoder, lambda _version: small_catalog))


def asked(recommender: Recommender, text: str, ids: list[str] | None = None, **more: Any) -> AskResponse:
    return ask(recommender, AskRequest(text=text, ids=ids or IDS, **more))


def only(found: AskResponse) -> AskedAttribute:
    (attribute,) = found.attributes
    return attribute


def test_each_product_says_what_it_states(recommender: Recommender) -> None:
    found = asked(recommender, "how heavy are they")
    weight = only(found)

    assert (weight.name, weight.found_by, weight.unit, weight.claim) == ("weight", "words", "g", None)
    assert [stated.values for stated in weight.products] == [[75.0], [80.0], [85.0], [105.0]]
    assert [product.id for product in found.products] == IDS
    assert found.category == "Mouse"


def test_several_attributes_are_told_in_one_answer(recommender: Recommender) -> None:
    assert [a.name for a in asked(recommender, "what brand and connectivity are they").attributes] == [
        "brand",
        "connectivity",
    ]


def test_a_value_is_true_of_some(recommender: Recommender) -> None:
    colour = only(asked(recommender, "are they available in white"))

    assert (colour.name, colour.found_by) == ("colour", "value")
    assert colour.claim is not None
    assert colour.claim.value == "White"
    assert [stated.verdict for stated in colour.products] == [False, True, True, False]
    assert colour.elsewhere == 2  # mouse-6 and mouse-7


def test_others_that_were_shown_are_told_apart(recommender: Recommender) -> None:
    colour = only(asked(recommender, "does it come in white", ["mouse-3"], among=IDS))

    assert [stated.id for stated in colour.products] == ["mouse-3"]
    assert {stated.id: stated.verdict for stated in colour.others} == {
        "mouse-4": True,
        "mouse-5": True,
        "mouse-9": False,
    }


def test_an_amount_is_held_against_what_is_stated(recommender: Recommender) -> None:
    weight = only(asked(recommender, "under 82 g?"))

    assert [stated.verdict for stated in weight.products] == [True, True, False, False]


def test_an_adjective_is_held_against_all_of_the_type(recommender: Recommender) -> None:
    weight = only(asked(recommender, "is it light", ["mouse-1", "mouse-11"]))
    light, heavy = weight.products

    assert weight.towards == "low"
    assert (light.verdict, heavy.verdict) == (True, False)
    assert light.below == pytest.approx(1 / 12, abs=0.001)
    assert heavy.above == 0


def test_yes_and_no_are_verdicts(recommender: Recommender) -> None:
    found = only(asked(recommender, "are they rechargeable"))

    assert [stated.verdict for stated in found.products] == [False, True, False, False]


def test_what_a_product_does_not_state_is_neither_true_nor_false(recommender: Recommender) -> None:
    found = only(asked(recommender, "are they rechargeable", ["mouse-2", "laptop-1"], product_types=["Mouse"]))

    assert [(stated.values, stated.verdict) for stated in found.products] == [([True], True), ([], None)]


def test_values_that_pick_a_product_are_not_what_is_asked(recommender: Recommender) -> None:
    found = asked(recommender, "how heavy are the white ones", picking=True)

    assert found.picked == ["mouse-4", "mouse-5"]
    assert [product.id for product in found.products] == found.picked
    assert [attribute.name for attribute in found.attributes] == ["weight"]


def test_a_superlative_picks_one(recommender: Recommender) -> None:
    found = asked(recommender, "which is the cheapest")

    assert found.picked == ["mouse-3"]
    assert only(found).name == "price"


def test_two_values_are_asked_about_each_unless_it_is_one_or_the_other(recommender: Recommender) -> None:
    both = asked(recommender, "do they come in black and white")
    either = only(asked(recommender, "are they black or white"))

    assert [a.claim.value for a in both.attributes if a.claim] == ["Black", "White"]
    assert either.claim is None


def test_ids_that_are_not_offered_are_named_beside(recommender: Recommender) -> None:
    found = asked(recommender, "what colour is it", ["gone", "mouse-1"], among=["lost"])

    assert found.unknown == ["gone", "lost"]
    assert [product.id for product in found.products] == ["mouse-1"]
    assert found.product is not None

    nothing = asked(recommender, "what colour is it", ["gone"])
    assert (nothing.products, nothing.attributes, nothing.product) == ([], [], None)
