"""Tapped topics and readings: only what was offered is done."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.client import RecommenderClient
from tests.bot.conftest import Conversation

DOUBTED = {"text": "a red mouse", "acts": ["search", "details"]}


async def tapped(shop: RecommenderClient, topic: str, **slots: Any) -> tuple[Conversation, list[str]]:
    talk = Conversation(shop, **slots)
    choice = {"choice": {"attribute": "topic", "value": topic}}
    message = {"text": "/choose", "metadata": choice, "entities": [], "intent": {"name": "choose"}}
    return talk, await talk.hear("action_choose", message)


async def test_a_reading_that_was_offered_is_done_with_the_words_in_doubt(shop: RecommenderClient) -> None:
    talk, said = await tapped(shop, "search", doubted=DOUBTED)

    assert said[0] in ("utter_products", "utter_only_products")
    assert [c["value"] for c in talk.slots["constraints"]] == ["Red"]
    assert talk.slots["doubted"] is None


@pytest.mark.parametrize("topic", ["choose", "restart", "cancel_order", "nonsense"])
async def test_what_was_not_offered_is_not_done(shop: RecommenderClient, topic: str) -> None:
    talk, said = await tapped(shop, topic, doubted=DOUBTED)

    assert said == ["utter_ask_what"]
    assert talk.slots["doubted"] == DOUBTED


async def test_a_topic_may_be_tapped_at_any_time(shop: RecommenderClient) -> None:
    assert (await tapped(shop, "human"))[1] == ["utter_handoff"]


async def chosen(talk: Conversation, **choice: Any) -> list[str]:
    message = {"text": "/choose", "metadata": {"choice": choice}, "entities": [], "intent": {"name": "choose"}}
    return await talk.hear("action_choose", message)


def mice(shop: RecommenderClient, query: str, *constraints: dict[str, Any]) -> Conversation:
    return Conversation(shop, locale="en", query=query, product_types=["Mouse"], constraints=list(constraints))


def shown(talk: Conversation) -> dict[str, Any]:
    return next(m["custom"] for m in talk.messages if (m["custom"] or {}).get("type") == "products")


async def test_a_wish_that_is_tapped_away_goes_with_the_words_that_said_it(shop: RecommenderClient) -> None:
    talk = mice(shop, "black wireless mouse", {"attribute": "colour", "op": "eq", "value": "Black"})

    assert (await chosen(talk, attribute="colour", value=None))[0] == "utter_taken_back"
    assert (talk.slots["query"], talk.slots["constraints"]) == ("wireless mouse", None)
    assert "colour" in talk.slots["declined"]
    assert shown(talk)["total"] == 12
    assert shown(talk)["wishes"] == []


@pytest.mark.parametrize(
    "constraint",
    [
        {"attribute": "colour", "op": "neq", "value": "Black"},
        {"attribute": "weight", "op": "between", "value": {"min": 70.0, "max": 90.0}},
        {"attribute": "price", "op": "lt", "value": 20.0},
    ],
)
async def test_a_negation_and_a_range_go_as_exactly(shop: RecommenderClient, constraint: dict[str, Any]) -> None:
    talk = mice(shop, "mouse", constraint, {"attribute": "connectivity", "op": "eq", "value": "Wired"})

    await chosen(talk, attribute=constraint["attribute"])

    assert [wish["constraint"]["value"] for wish in shown(talk)["wishes"]] == ["Wired"]
    assert shown(talk)["total"] == 6


async def test_several_values_are_met_by_any_of_them(shop: RecommenderClient) -> None:
    talk = mice(shop, "mouse")

    await chosen(talk, attribute="colour", values=["Black", "Red"])

    assert shown(talk)["total"] == 8
    [wish] = shown(talk)["wishes"]
    assert (wish["label"], wish["constraint"]["op"], wish["constraint"]["value"]) == ("Colour", "in", ["Black", "Red"])


async def test_a_range_of_ones_own_is_taken_as_it_is(shop: RecommenderClient) -> None:
    talk = mice(shop, "mouse")

    await chosen(talk, attribute="weight", value={"min": 70, "max": 80})

    [wish] = shown(talk)["wishes"]
    assert (wish["unit"], wish["constraint"]["value"]) == ("g", {"min": 70.0, "max": 80.0})
    assert 0 < shown(talk)["total"] < 12


async def test_the_last_wish_that_goes_leaves_nothing_to_search_for(shop: RecommenderClient) -> None:
    talk = Conversation(shop, locale="en", constraints=[{"attribute": "price", "op": "lt", "value": 20.0}])

    assert await chosen(talk, attribute="price", value=None) == ["utter_ask_what"]
    assert talk.slots["constraints"] is None
