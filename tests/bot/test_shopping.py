"""Conversations over the real recommender: refine, take back, return to a search, point at products that were shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.dialogue.references import places
from ranker.candidates import Encode, Ranking, RankingRequest, Vectors
from ranker.statistical import StatisticsRanker
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish
from tests.bench_lamps import LAMPS, lamps
from tests.bot.conftest import Conversation
from tests.serving import serving, until_success


class Talk(Conversation):
    """Texts and taps of a shopper."""

    confidence = 0.9

    async def say(self, action: str, text: str, intent: str = "") -> list[str]:
        """The names of the responses to a text that was taken for `action`."""
        confidence = {"name": intent, "confidence": self.confidence}
        return await self.hear(action, {"text": text, "metadata": {}, "entities": [], "intent": confidence})

    async def tap(self, attribute: str, value: Any) -> list[str]:
        """The names of the responses to a tapped option."""
        choice = {"choice": {"attribute": attribute, "value": value}}
        return await self.hear(
            "action_choose", {"text": "/choose", "metadata": choice, "entities": [], "intent": {"name": "choose"}}
        )

    @property
    def products(self) -> list[dict[str, Any]]:
        """The cards of the last answer."""
        found: list[dict[str, Any]] = next(
            m["custom"]["products"] for m in self.messages if (m["custom"] or {}).get("products")
        )
        return found

    @property
    def constraints(self) -> list[tuple[str, str, Any]]:
        return [(c["attribute"], c["op"], c["value"]) for c in self.slots.get("constraints") or []]


@pytest.fixture
def talk(shop: RecommenderClient) -> Talk:
    return Talk(shop)


async def test_cheaper_means_cheaper_than_what_was_shown_first(talk: Talk) -> None:
    await talk.say("action_search", "a wireless mouse")
    price = talk.products[0]["price"]

    await talk.say("action_search", "cheaper")

    assert talk.constraints == [("connectivity", "eq", "Wireless"), ("price", "lt", price)]
    assert all(product["price"] < price for product in talk.products)


async def test_another_colour_and_not_that_brand_exclude_what_was_shown(talk: Talk) -> None:
    await talk.say("action_search", "a red mouse")
    brand = talk.products[0]["brand"]

    await talk.say("action_search", "a different colour please")
    assert talk.constraints == [("colour", "neq", "Red")]

    await talk.say("action_search", "not that brand")
    assert ("brand", "neq", talk.products[0]["brand"]) not in talk.constraints
    assert [op for attribute, op, _ in talk.constraints if attribute == "brand"] == ["neq"]
    assert brand in ("Norvik", "Aster", "Pell")


async def test_takes_back_the_constraint_that_is_named_and_else_the_last_step(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    await talk.say("action_search", "red")
    await talk.say("action_search", "under 40")

    assert await talk.say("action_release", "forget the colour") == ["utter_taken_back", *talk_question(talk)]
    assert talk.constraints == [("price", "lt", 40.0)]

    await talk.say("action_undo", "go back")
    assert {attribute for attribute, _, _ in talk.constraints} == {"colour", "price"}
    await talk.say("action_undo", "go back")
    assert talk.constraints == [("colour", "eq", "Red")]


def talk_question(talk: Talk) -> list[str]:
    return [m["response"] for m in talk.messages[1:]]


async def test_there_is_nothing_to_take_back_at_the_start(talk: Talk) -> None:
    assert await talk.say("action_undo", "undo") == ["utter_nothing_to_undo"]


async def test_goes_back_to_an_earlier_search_with_its_constraints(talk: Talk) -> None:
    await talk.say("action_search", "a laptop with 16 GB")
    await talk.say("action_search", "I also need a mouse")
    assert talk.slots["product_types"] == ["Mouse"]
    await talk.say("action_search", "red")

    assert (await talk.say("action_thread_back", "back to the laptops"))[0] in ("utter_back_to", "utter_only_products")
    assert (talk.slots["product_types"], talk.constraints) == (["Laptop"], [("memory", "eq", 16.0)])

    await talk.say("action_thread_back", "and now the mouse again")
    assert (talk.slots["product_types"], talk.constraints) == (["Mouse"], [("colour", "eq", "Red")])


async def test_answers_about_the_product_that_is_pointed_at(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    second = talk.products[1]

    assert await talk.say("action_details", "tell me about the second one") == ["utter_details"]
    assert talk.messages[0]["custom"]["product"]["id"] == second["id"]

    assert await talk.say("action_details", "how heavy is it") == ["utter_value"]
    assert (talk.messages[0]["title"], talk.messages[0]["label"]) == (second["title"], "Weight")

    assert await talk.say("action_details", "how much is it") == ["utter_price"]
    assert f"{second['price']:.2f}" in talk.messages[0]["price"]
    assert await talk.say("action_details", "is it available") == ["utter_in_stock"]


async def test_compares_the_products_that_are_named(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    first, _, third, *_ = talk.products

    assert await talk.say("action_compare", "compare the first and the third") == ["utter_comparison"]

    compared = talk.messages[0]["custom"]
    assert [product["id"] for product in compared["products"]] == [first["id"], third["id"]]
    assert all(row["values"][0] != row["values"][1] for row in compared["rows"])


async def test_points_by_description(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    cheapest = min(talk.products, key=lambda product: product["price"])

    await talk.say("action_details", "tell me more about the cheapest one")

    assert talk.slots["focus"] == cheapest["id"]


async def test_the_cheaper_one_is_one_of_two_that_were_compared(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    pair = [talk.products[0], talk.products[2]]
    await talk.say("action_compare", "compare 1 and 3")

    assert await talk.say("action_add_to_cart", "put the cheaper one in my cart") == ["utter_added_to_cart"]
    assert talk.messages[0]["custom"]["product"]["id"] == min(pair, key=lambda p: p["price"])["id"]


async def test_a_bare_number_is_about_the_number_before_in_its_sense(talk: Talk) -> None:
    await talk.say("action_search", "a mouse under 30")
    await talk.say("action_search", "make it 40")
    assert talk.constraints == [("price", "lt", 40.0)]
    await talk.say("action_search", "ok 50 is fine too")
    assert talk.constraints == [("price", "lt", 50.0)]


async def test_a_new_value_is_no_going_back(talk: Talk) -> None:
    await talk.say("action_search", "a red mouse")
    await talk.say("action_release", "actually, black")
    assert talk.constraints == [("colour", "eq", "Black")]
    await talk.say("action_release", "forget black")
    assert talk.constraints == []
    await talk.say("action_release", "my limit is 40")
    assert talk.constraints == [("price", "lte", 40.0)]


async def test_others_are_the_next_ones(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    assert len(talk.products) == talk.slots["offset"] < 6  # all there are
    assert await talk.say("action_show_more", "don't like these, others?") == ["utter_no_more_products"]


async def test_points_at_nothing_where_nothing_was_shown(talk: Talk) -> None:
    assert await talk.say("action_details", "tell me about the second one") == ["utter_ask_what"]


async def test_shows_what_there_is_and_takes_a_tapped_kind_or_topic(talk: Talk) -> None:
    assert await talk.say("action_assortment", "what do you sell") == ["utter_assortment"]
    kinds = talk.messages[0]["custom"]
    assert (kinds["attribute"], "Mouse" in [option["value"] for option in kinds["options"]]) == ("category", True)

    await talk.tap("category", "Mouse")
    assert {product["category"] for product in talk.products} == {"Mouse"}
    assert (await talk.tap("topic", "human"), talk.messages[0]["custom"]["kind"]) == (["utter_handoff"], "handoff")
    assert await talk.tap("topic", "nonsense") == ["utter_ask_what"]


async def test_shows_alternatives_and_says_when_nothing_goes_with_a_product(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    first = talk.products[0]["id"]

    assert await talk.say("action_alternatives", "something like the first one") == ["utter_alternatives"]
    assert first not in [product["id"] for product in talk.products]
    assert talk.slots["shown"] == [product["id"] for product in talk.products]
    assert await talk.say("action_accessories", "what goes with the first") == ["utter_no_accessories"]


async def test_puts_into_the_cart_only_what_is_certain(talk: Talk) -> None:
    assert await talk.say("action_add_to_cart", "add it to my cart") == ["utter_ask_what"]
    await talk.say("action_search", "mouse")
    second = talk.products[1]["id"]

    assert await talk.say("action_add_to_cart", "put one in my basket") == ["utter_ask_which_product"]
    assert await talk.say("action_add_to_cart", "add the second one to my cart") == ["utter_added_to_cart"]
    notice = talk.messages[0]["custom"]
    assert (notice["kind"], notice["product"]["id"]) == ("add_to_cart", second)


async def test_says_why_these_and_why_it_asks(talk: Talk) -> None:
    await talk.say("action_search", "a red mouse under 100")

    assert (await talk.say("action_why", "why these"))[:2] == ["utter_why_order", "utter_why_meets"]
    assert "colour" in talk.messages[1]["attributes"]
    talk.slots["asked"] = "connectivity"
    assert await talk.say("action_why_asked", "why do you ask") == ["utter_why_asked"]
    assert (talk.messages[0]["label"], "Wireless" in talk.messages[0]["answers"]) == ("connectivity", True)


async def test_a_yes_takes_the_smallest_change_that_leaves_products(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    assert await talk.say("action_search", "under 9") == ["utter_nothing_fits_but"]

    await talk.say("action_confirm", "yes", intent="affirm")

    assert talk.constraints == [("price", "lte", 10.0)]
    assert [product["price"] for product in talk.products] == [10.0]


async def test_a_no_keeps_the_constraint(talk: Talk) -> None:
    await talk.say("action_search", "mouse")
    await talk.say("action_search", "under 9")

    assert await talk.say("action_confirm", "no", intent="deny") == ["utter_ask_what_instead"]
    assert talk.constraints == [("price", "lt", 9.0)]


async def test_a_person_learns_what_the_conversation_was_about(talk: Talk) -> None:
    await talk.say("action_search", "a red mouse under 70")
    talk.slots |= {"order_task": "cancel_order", "order_number": "FW-1"}

    assert await talk.say("action_handoff", "a person please") == ["utter_handoff"]
    assert talk.messages[0]["custom"]["reason"] == "asked"
    assert talk.messages[0]["custom"]["summary"].splitlines() == [
        f"Looks for: {talk.slots['query']} (colour eq Red, price lt 70.0)",
        "About an order: cancel order FW-1, not identified",
    ]


async def test_asks_once_then_offers_choices_then_a_person(talk: Talk) -> None:
    said = [await talk.say("action_fallback", "qwertz") for _ in range(3)]
    assert said == [["utter_fallback"], ["utter_fallback_choices"], ["utter_handoff_after_misses"]]
    assert (talk.messages[0]["custom"]["kind"], talk.messages[0]["custom"]["reason"]) == ("handoff", "misses")

    assert await talk.say("action_out_of_scope", "what is the weather") == ["utter_out_of_scope"]
    await talk.say("action_search", "mouse")
    assert await talk.say("action_fallback", "qwertz") == ["utter_fallback_listed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the second one", [1]),
        ("2", [1]),
        ("42", []),
        ("compare number 1 and 3", [0, 2]),
        ("compare one and three", [0, 2]),
        ("the first two", [0, 1]),
        ("first versus the last", [0, 4]),
        ("第二个和第三个", [1, 2]),
        ("the ninth", []),
        ("number 9", []),
        ("under 50", []),
        ("last week I bought a mouse", []),
    ],
)
def test_reads_places_in_a_list_of_five(text: str, expected: list[int]) -> None:
    assert places(text, 5) == expected


async def test_what_is_named_does_not_matter_whatever_was_asked(talk: Talk) -> None:
    await talk.say("action_search", "a red mouse")
    await talk.say("action_release", "the colour does not matter after all")

    assert "colour" in talk.slots["declined"]
    assert not any(c["attribute"] == "colour" for c in talk.slots["constraints"] or [])


async def test_a_question_about_a_place_is_about_that_product(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    shown = talk.slots["shown"]
    said = await talk.say("action_details", "has the second one a touchscreen")

    assert said[0] == "utter_answer"
    assert talk.slots["focus"] == shown[1]
    assert talk.slots["shown"] == shown


class Reader(StatisticsRanker):
    """A ranker that reads values and finds nothing in plain requests."""

    version = "reader"
    shares_queries = True
    fingerprint = "reader"
    dimension = 384

    def __init__(self, encode: Encode) -> None:
        self.encode = encode

    def prepare(self, listed: object, encode: Encode | None = None) -> None:
        """There is nothing to read ahead."""

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:  # noqa: ARG002
        """None means the same as another."""
        return np.eye(len(texts), dtype=np.float32)

    def study(self, families: object, encode: Encode | None = None) -> None:
        """Nor here."""

    def rank(self, request: RankingRequest) -> Ranking:
        nothing = tuple(np.zeros(len(candidate.values)) for candidate in request.candidates)
        return replace(super().rank(request), affinities=nothing)


@pytest.fixture(scope="module")
def lamps_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop of bench lamps, whose knowledge of uses is its own."""
    folder = tmp_path_factory.mktemp("lamps")
    (folder / "knowledge.yaml").write_text(LAMPS, encoding="utf-8")
    catalog = lamps()
    publish(ProductIndex.build(catalog, Encoder("", device="cpu"), folder / "index"))
    config = RecommenderConfig(
        "sqlite://", folder / "index", general=folder, knowledge=folder / "knowledge.yaml", device="cpu"
    )
    app = create_app(config, lambda _version: catalog, lambda _folder, base, *_: Reader(base))
    with serving(app) as url:
        until_success(f"{url}/ready")
        yield url


async def test_what_it_is_for_is_asked_first_and_once_and_can_be_taken_back(lamps_url: str) -> None:
    async with RecommenderClient(lamps_url) as client:
        talk = Talk(client)

        assert "utter_ask_use" in await talk.say("action_search", "I need a bench lamp")
        options = [option["label"] for option in talk.messages[-1]["custom"]["options"]]
        assert options == ["Soldering", "Carrying about", "Narrow desks"]

        assert "utter_ask_use" not in await talk.tap("what-for", "carrying about")
        assert talk.messages[0]["custom"]["query"] == "bench lamp for carrying about"
        assert talk.constraints == []
        assert len(talk.products) == 5  # a need is no filter

        assert "utter_taken_back" in await talk.say("action_undo", "forget the carrying", "undo")
        assert talk.messages[0]["custom"]["query"] == "bench lamp"
        assert talk.slots["use"] is None
        assert "utter_ask_use" not in await talk.say("action_search", "with a clamp")


async def test_who_says_what_for_is_not_asked(lamps_url: str) -> None:
    async with RecommenderClient(lamps_url) as client:
        talk = Talk(client)

        assert "utter_ask_use" not in await talk.say("action_search", "a bench lamp for soldering")


async def test_no_special_use_lets_the_question_go(lamps_url: str) -> None:
    async with RecommenderClient(lamps_url) as client:
        talk = Talk(client)
        await talk.say("action_search", "a bench lamp")

        responses = await talk.say("action_release", "no special use", "no_preference")

        assert responses[0] in ("utter_products", "utter_only_products")
        assert talk.slots["declined"] == ["what-for"]
        assert "utter_unknown_attribute" not in responses
