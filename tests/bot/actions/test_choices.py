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
