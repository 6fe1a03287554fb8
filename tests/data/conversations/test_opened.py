"""A whole conversation as those see it who serve its shopper, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from data.conversations.log import Conversation, ConversationLog, NewMessage, UnknownConversation, now
from data.conversations.opened import Weight, read_whole, said_of
from tests.data.conversations.conftest import answer, click, said, shown

CHOSEN = {"propensity": 0.5, "policy": {"name": "best"}}


async def test_has_acts_weights_propensities_and_what_the_shopper_did(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    products = shown("m1", "m2", acts=[{"act": "search", "confidence": 0.9}], unmet={"query": "x"})
    listing = NewMessage(products.payload, now(), CHOSEN)
    asked = answer("Which?", type="question", attribute="colour", options=[])
    trace: dict[str, Any] = {
        "query_id": "q",
        "category": "Mouse",
        "purpose": None,
        "policy": {},
        "propensity": 0.25,
        "candidates": [],
    }
    messages = [listing, NewMessage(asked.payload, now(), trace)]
    await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=messages)
    await log.add_events(conversation_id=conversation.id, events=[click("e1", "m2", position=1)])

    whole = read_whole(engine, conversation.id)

    mine, listed, question = whole.messages
    assert (mine.sender, mine.acts) == ("shopper", [("search", 0.9)])
    assert (listed.propensity, question.propensity, mine.propensity) == (0.5, 0.25, None)
    assert listed.weights == [Weight("colour", "Colour", 0.7), Weight("weight", "W", 0.3)]
    assert [(deed.type, deed.product_id, deed.payload) for deed in listed.deeds] == [
        ("product_click", "m2", {"position": 1})
    ]
    assert not {"acts", "unmet"} & set(listed.payload)
    assert whole.last_list == listed.payload
    assert (whole.line.id, whole.line.last_words) == (conversation.id, "a mouse")


async def test_nothing_was_said_yet_and_nothing_is_there(engine: Engine, conversation: Conversation) -> None:
    whole = read_whole(engine, conversation.id)

    assert (whole.messages, whole.last_list) == ([], None)
    with pytest.raises(UnknownConversation):
        read_whole(engine, "nobody")


def test_what_was_said_just_now() -> None:
    at = now()
    message = said_of({"id": "m1", "from": "agent", "type": "text", "text": "hi", "acts": []}, at)

    assert (message.id, message.at, message.sender, message.payload["text"]) == ("m1", at, "agent", "hi")
