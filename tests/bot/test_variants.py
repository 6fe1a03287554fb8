"""A shop whose products come in several forms, from the rows of an export to the shopper's cart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.dialogue.need import Need
from bot.dialogue.refinement import measured
from data.catalog.constraints import Constraint
from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.normalisation import normalise
from data.catalog.products import Catalog
from data.catalog.reports import ImportReport
from recommender.client import RecommenderClient
from recommender.protocol.understand import Shown, UnderstandRequest
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.bot.conftest import recommender
from tests.bot.test_shopping import Talk

ROWS = {
    ("linen", "Linen shirt", "Shirt"): [
        ("Red", "42", "25", False),
        ("Red", "44", "25", True),
        ("Blue", "42", "28", True),
    ],
    ("oxford", "Oxford shirt", "Shirt"): [("White", "42", "39", True), ("Blue", "42", "35", True)],
    ("denim", "Denim shirt", "Shirt"): [("Blue", "44", "29", True), ("Black", "42", "45", True)],
    ("polo", "Polo shirt", "Shirt"): [("Green", "42", "19.90", True), ("Green", "44", "24.90", True)],
    ("chino", "Chino trousers", "Trousers"): [("Red", "42", "50", True), ("Blue", "44", "55", True)],
}


def rows() -> list[RawProduct]:
    found = []
    for line, ((id, title, kind), forms) in enumerate(ROWS.items(), start=2):
        variants = [
            RawVariant(
                line=line,
                id=f"{id}-{colour}-{size}".lower(),
                options={"Colour": colour, "Size": size},
                price=price,
                available=available,
                image_url=f"https://shop.test/{id}-{colour}.jpg".lower(),
            )
            for colour, size, price, available in forms
        ]
        found.append(RawProduct(line=line, id=id, title=title, category=kind, brand="Aster", variants=variants))
    found.append(RawProduct(line=9, id="scarf", title="Wool scarf", category="Scarf", brand="Aster", price="15"))
    return found


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    products, attributes = normalise(rows(), currency="EUR", report=ImportReport())
    catalog, folder = Catalog("shirts", products, attributes), tmp_path_factory.mktemp("indexes")
    publish(ProductIndex.build(catalog, Encoder("", device="cpu"), folder))
    with recommender(catalog, folder) as url:
        yield url


@pytest.fixture
async def talk(url: str) -> AsyncIterator[Talk]:
    async with RecommenderClient(url) as client:
        yield Talk(client)


async def test_what_only_several_forms_together_have_does_not_fit_and_the_nearest_are_offered(talk: Talk) -> None:
    assert await talk.say("action_search", "red shirt in size 42") == ["utter_nothing_fits_but"]
    offered = talk.messages[0]["custom"]["attribute"]

    await talk.say("action_confirm", "yes", intent="affirm")

    kept = {"colour": "size", "size": "colour"}[offered]
    assert talk.products
    for card in talk.products:
        assert kept in card["matched"]
        assert card["variant"]["options"][kept] == {"colour": "Red", "size": 42.0}[kept]
        assert card["variant"]["available"]


async def test_the_card_says_which_form_fits_and_what_it_costs(talk: Talk) -> None:
    assert await talk.say("action_search", "blue shirt size 42 under 30") == ["utter_only_products"]

    (linen,) = talk.products
    assert (linen["id"], linen["price"], linen["highest_price"]) == ("linen", 25.0, 28.0)
    variant = linen["variant"]
    assert (variant["id"], variant["price"], variant["text"]) == ("linen-blue-42", 28.0, "Blue, Size: 42")
    assert variant["image_url"] == "https://shop.test/linen-blue.jpg"
    assert set(linen["matched"]) >= {"colour", "size", "price"}


async def test_the_form_that_fits_goes_into_the_cart_and_else_the_shopper_chooses(talk: Talk) -> None:
    await talk.say("action_search", "blue shirt size 42 under 30")
    assert await talk.say("action_add_to_cart", "add it to my cart") == ["utter_added_to_cart"]
    assert talk.messages[0]["custom"]["product"]["variant"]["id"] == "linen-blue-42"
    assert talk.messages[0]["title"] == "Linen shirt (Blue, Size: 42)"


async def test_a_question_is_about_one_form(talk: Talk) -> None:
    await talk.say("action_search", "linen shirt")
    first = next(place for place, one in enumerate(talk.products, 1) if one["id"] == "linen")

    await talk.say("action_details", f"does number {first} come in red in size 42?")
    assert "yes" not in talk.messages[0]["answer"].lower()
    await talk.say("action_details", f"does number {first} come in blue in size 42?")
    assert "no" not in talk.messages[0]["answer"].lower().split()
    await talk.say("action_details", f"how much is number {first}?")
    assert talk.messages[0]["price"] == "25.00 – 28.00 EUR"


async def test_what_is_measured_is_measured_against_the_form_that_was_shown(talk: Talk) -> None:
    await talk.say("action_search", "black shirt in size 42")
    (denim,) = talk.products
    assert (denim["price"], denim["variant"]["price"]) == (29.0, 45.0)

    text = "cheaper, in any colour"
    shown = Shown(focus="denim", constraints=[Constraint.model_validate(c) for c in talk.slots["constraints"]])
    understood = await talk.client.understand(UnderstandRequest(text=text, product_types=["Shirt"], shown=shown))
    (cheaper,) = measured(text, Need(), understood)
    assert (cheaper.attribute, cheaper.op, cheaper.value) == ("price", "lt", 45.0)


async def test_a_form_that_is_open_is_asked_for(talk: Talk) -> None:
    await talk.say("action_search", "green polo shirt")
    assert await talk.say("action_add_to_cart", "add the first one to my cart") == ["utter_ask_which_variant"]
    shown = talk.messages[0]["custom"]["product"]
    assert [one["id"] for one in shown["variants"]] == ["polo-green-42", "polo-green-44"]
    assert await talk.say("action_add_to_cart", "add the first one in size 44 to my cart") == ["utter_added_to_cart"]
    assert talk.messages[0]["custom"]["product"]["variant"]["id"] == "polo-green-44"
