from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from data.conversations import agent_messages, claims
from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now
from data.conversations.sessions import read_sessions
from tests.data.conversations.conftest import answer, said, shown


async def test_a_message_knows_what_stood_before_it(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    question = {"id": new_id(), "from": "bot", "type": "question", "attribute": "colour", "label": "Colour"}
    notice = {"id": new_id(), "from": "bot", "type": "notice", "kind": "add_to_cart", "text": "Added."}
    for words, answers in (
        ("a mouse", [shown("p1"), NewMessage(question | {"options": []}, now())]),
        ("the first", [answer("Done."), NewMessage(notice, now())]),
        ("thanks", []),
    ):
        stored = await log.add_shoppers(conversation_id=conversation.id, payload=said(words))
        await log.add_answers(conversation_id=conversation.id, reply_to=stored.message_id, messages=answers)

    [session] = read_sessions(engine)

    assert [list(move.shown) for move in session.moves] == [[], ["products", "question"], ["text", "add_to_cart"]]
    assert [move.asked and move.asked["label"] for move in session.moves] == [None, "Colour", None]


async def test_what_is_said_to_an_agent_answers_no_question_of_the_assistant(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    def told(sender: str) -> NewMessage:
        return NewMessage({"id": new_id(), "from": sender, "type": "notice", "kind": "info", "text": "…"}, now())

    asks = {"id": new_id(), "from": "bot", "type": "question", "attribute": "colour", "label": "Colour", "options": []}
    trace: dict[str, Any] = {
        "query_id": "q",
        "category": "Mouse",
        "purpose": None,
        "policy": {},
        "propensity": 1.0,
        "candidates": [],
    }
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a mouse"))
    question = NewMessage(asks, now(), trace)
    await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=[question])
    claims.claim(engine, conversation.id, "anna", told("agent"))
    await log.add_shoppers(conversation_id=conversation.id, payload=said("is that a person?"))
    agent_messages.add(engine, conversation.id, "anna", [told("agent")], "c1")
    claims.give_back(engine, conversation.id, told=told("bot"))
    turn = await log.add_shoppers(conversation_id=conversation.id, payload=said("a keyboard"))
    await log.add_answers(conversation_id=conversation.id, reply_to=turn.message_id, messages=[answer("Here.")])

    [session] = read_sessions(engine)

    assert [move.payload["text"] for move in session.moves] == ["a mouse", "a keyboard"]
    assert [(list(move.shown), move.asked) for move in session.moves] == [([], None), ([], None)]
    assert [asked.answer for asked in session.questions] == ["none"]
