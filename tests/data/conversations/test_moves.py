from __future__ import annotations

from sqlalchemy import Engine

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
