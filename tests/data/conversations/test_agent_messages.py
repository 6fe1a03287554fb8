"""What agents send, on both databases: all of it or nothing, once, and only while they serve."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from data.conversations import claims
from data.conversations.agent_messages import add
from data.conversations.claims import NotServed, Taken
from data.conversations.log import (
    BeingAnswered,
    Conversation,
    ConversationLog,
    NewMessage,
    UnknownConversation,
    new_id,
    now,
)
from data.conversations.secrets import Sealed
from data.conversations.sessions import read_sessions
from data.conversations.tables import MessageRow, QuestionRow, RankingRow, ShownProductRow
from tests.data.conversations.conftest import click, read, said, shown

TRACE: dict[str, Any] = {
    "query_id": "q",
    "category": "Mouse",
    "purpose": None,
    "policy": {"model_version": "m"},
    "propensity": 1.0,
    "candidates": [],
}


def reply(words: str) -> NewMessage:
    return NewMessage({"id": new_id(), "from": "agent", "type": "text", "text": words}, now())


def sent_list(*ids: str) -> NewMessage:
    listed = shown(*ids)
    return replace(listed, payload=listed.payload | {"from": "agent"})


def question() -> NewMessage:
    asked = {"id": new_id(), "from": "agent", "type": "question", "text": "Which?", "attribute": "colour"}
    return NewMessage(asked | {"label": "Colour", "options": []}, now(), TRACE)


def types(engine: Engine) -> list[str]:
    return [type for _, type in sorted(read(engine, MessageRow.seq, MessageRow.type))]


async def test_an_agent_speaks_once_and_only_while_they_serve(engine: Engine, conversation: Conversation) -> None:
    with pytest.raises(NotServed, match="bot"):
        add(engine, conversation.id, "anna", [reply("hi")], "c1")
    claims.claim(engine, conversation.id, "anna")

    first = add(engine, conversation.id, "anna", [reply("hi")], "c1", Sealed({"‹email_1›": "x"}, now()))
    with pytest.raises(Taken):
        add(engine, conversation.id, "ben", [reply("hi from ben")], "c2")
    claims.give_back(engine, conversation.id, by="anna")
    again = add(engine, conversation.id, "anna", [reply("hi")], "c1")
    with pytest.raises(NotServed):
        add(engine, conversation.id, "anna", [reply("too late")], "c3")

    assert (first.is_new, again.is_new, again.payloads) == (True, False, first.payloads)
    assert types(engine) == ["text"]


async def test_stores_several_together_with_what_they_show(engine: Engine, conversation: Conversation) -> None:
    claims.claim(engine, conversation.id, "anna")
    sent = [reply("Look:"), sent_list("p1", "p2"), question()]

    first = add(engine, conversation.id, "anna", sent, "c1")
    again = add(engine, conversation.id, "anna", [reply("Look:")], "c1")
    add(engine, conversation.id, "anna", [reply("another")], "c1-2")

    assert [one["type"] for one in first.payloads] == ["text", "products", "question"]
    assert (again.is_new, again.payloads) == (False, first.payloads)
    assert types(engine) == ["text", "products", "question", "text"]
    assert read(engine, RankingRow.message_id) == [(sent[1].id,)]
    assert sorted(read(engine, ShownProductRow.position, ShownProductRow.product_id)) == [(0, "p1"), (1, "p2")]
    assert read(engine, QuestionRow.message_id, QuestionRow.attribute) == [(sent[2].id, "colour")]


async def test_stores_nothing_of_what_it_cannot_store_whole(engine: Engine, conversation: Conversation) -> None:
    claims.claim(engine, conversation.id, "anna")
    broken = sent_list("p1")
    del broken.payload["query_id"]

    with pytest.raises(KeyError):
        add(engine, conversation.id, "anna", [reply("Look:"), broken], "c1")
    with pytest.raises(ValueError, match="no message"):
        add(engine, conversation.id, "anna", [], "c1")
    add(engine, conversation.id, "anna", [reply("hi")], "c2", Sealed({"‹email_1›": "x"}, now()))
    with pytest.raises(BeingAnswered):
        add(engine, conversation.id, "anna", [reply("hi")], "c3", Sealed({"‹email_1›": "y"}, now()))
    with pytest.raises(UnknownConversation):
        add(engine, "nobody", "anna", [reply("hi")], "c1")

    assert types(engine) == ["text"]


async def test_what_an_agent_showed_is_told_from_what_the_assistant_chose(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    own = shown("p1")
    await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=[own])
    claims.claim(engine, conversation.id, "anna")
    sent = sent_list("p2")
    add(engine, conversation.id, "anna", [sent, question()], "c1")
    clicked = click("e1", "p2", message_id=sent.id)
    await log.add_events(conversation_id=conversation.id, events=[clicked])

    [session] = read_sessions(engine)

    assert [one.message_id for one in session.lists] == [own.id]
    assert [one.message_id for one in session.sent] == [sent.id]
    assert session.questions == []
    assert [deed.list_id for deed in session.deeds] == [sent.id]
