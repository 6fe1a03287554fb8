"""Which of the products shown to take: without a chat model, over the real recommender."""

from __future__ import annotations

import re

import httpx
import pytest

from recommender.client import RecommenderClient, RecommenderUnavailable
from recommender.protocol.products import ProductDetail
from tests.bot.conftest import Conversation


class Talk(Conversation):
    """Questions for advice, in English."""

    async def say(self, action: str, text: str) -> list[str]:
        message = {"text": text, "metadata": {}, "entities": [], "intent": {"name": "advice", "confidence": 0.9}}
        return await self.hear(action, message)

    async def products(self) -> list[ProductDetail]:
        return (await self.client.products(self.slots["shown"])).products


@pytest.fixture
def talk(shop: RecommenderClient) -> Talk:
    return Talk(shop, locale="en")


async def test_names_one_that_was_shown_and_what_speaks_for_each(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    shown = await talk.products()
    said = await talk.say("action_advice", "which of these would you take for a student, and why?")

    assert said[0] in {"utter_advice_pick", "utter_advice_pick_alike"}
    assert said[-1] == "utter_advice_basis"
    assert len(said) <= 3
    pick = talk.messages[0]
    assert pick["title"] in [product.title for product in shown]
    assert pick["query"] == "laptop student"
    assert talk.slots["focus"] == next(product.id for product in shown if product.title == pick["title"])
    assert talk.slots["misses"] is None


async def test_every_fact_is_true_of_its_product(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    shown = (await talk.products())[:4]
    await talk.say("action_advice", "which one should I buy")

    facts = {m["title"]: m["facts"] for m in talk.messages if m.get("facts")}
    prices = [product.price or 0 for product in shown]
    memories = [float(product.attributes["memory"]) for product in shown]
    said = 0
    for product in shown:
        for end, label, value in re.findall(r"the (lowest|highest) ([\w ]+) \(([\d.]+)", facts.get(product.title, "")):
            among = prices if label == "price" else memories
            own = product.price if label == "price" else product.attributes["memory"]
            assert float(value) == own == (min(among) if end == "lowest" else max(among))
            said += 1
    assert said > 0


async def test_begins_with_the_one_that_is_asked_about(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    await talk.say("action_advice", "which one should I take")
    picked = talk.slots["focus"]
    other = next(n for n, identity in enumerate(talk.slots["shown"]) if identity != picked)

    said = await talk.say("action_advice", f"what speaks for number {other + 1}")

    assert said[0] in ("utter_advice_for", "utter_advice_for_nothing")
    assert talk.messages[0]["title"] == (await talk.products())[other].title


async def test_weighs_only_those_that_are_named(talk: Talk) -> None:
    await talk.say("action_search", "a mouse")
    shown = await talk.products()
    await talk.say("action_advice", "the first or the third, what do you advise")

    named = {m["title"] for m in talk.messages if m.get("title")}
    assert named <= {shown[0].title, shown[2].title}


async def test_weighs_those_that_were_just_put_side_by_side(talk: Talk) -> None:
    await talk.say("action_search", "a mouse")
    shown = await talk.products()
    await talk.say("action_compare", "compare the second and the third")
    await talk.say("action_advice", "which one would you take")

    named = {m["title"] for m in talk.messages if m.get("title")}
    assert named <= {shown[1].title, shown[2].title}
    assert talk.slots["focus"] in {shown[1].id, shown[2].id}


async def test_takes_the_one_at_the_end_that_was_asked_for(talk: Talk) -> None:
    await talk.say("action_search", "a light mouse")
    weights = {product.id: product.attributes["weight"] for product in (await talk.products())[:4]}
    await talk.say("action_advice", "which one would you take")

    assert weights[talk.slots["focus"]] == min(weights.values())


async def test_a_constraint_said_with_the_question_counts(talk: Talk) -> None:
    await talk.say("action_search", "a mouse")
    await talk.say("action_advice", "which of these would you take if it should be as light as possible, the lightest")
    weights = {product.id: product.attributes["weight"] for product in (await talk.products())[:4]}
    assert weights[talk.slots["focus"]] == min(weights.values())


async def test_before_anything_is_shown_the_question_is_a_search(talk: Talk) -> None:
    said = await talk.say("action_advice", "which laptop would you take")

    assert said[0] in ("utter_products", "utter_only_products")
    assert await talk.say("action_advice", "and which mouse would you take") == said or talk.slots["product_types"] == [
        "Mouse"
    ]


async def test_the_only_one_is_not_weighed(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    talk.slots["shown"] = talk.slots["shown"][:1]

    assert await talk.say("action_advice", "which one would you take") == ["utter_advice_only"]


async def test_one_that_is_no_longer_offered_is_said_to_be_so(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    talk.slots["shown"] = ["gone", *talk.slots["shown"]]

    assert await talk.say("action_advice", "which one would you take") == ["utter_product_gone"]


async def test_a_turn_fails_as_a_whole_while_the_search_is_down(talk: Talk) -> None:
    await talk.say("action_search", "a laptop")
    talk.client = RecommenderClient("http://down", transport=httpx.MockTransport(lambda _: httpx.Response(503)))

    with pytest.raises(RecommenderUnavailable):
        await talk.say("action_advice", "which one would you take")
