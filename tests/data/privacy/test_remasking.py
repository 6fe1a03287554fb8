"""What was stored before messages were masked, masked now."""

from __future__ import annotations

import json

from sqlalchemy import Engine, select

from data.conversations.log import ConversationLog, NewMessage, new_id, now
from data.conversations.notes import add_note, notes_of
from data.conversations.tables import MessageRow, RankingRow, ShownProductRow
from data.conversations.verdicts import Stored, store, stored
from data.privacy.remasking import remask_log

LIST = {
    "type": "products",
    "query": "case anna@example.com",
    "constraints": [],
    "model_version": "m",
    "catalog_version": "c",
    "total": 1,
    "query_id": "q",
    "attributes": [],
    "products": [{"id": "anna@example.com", "score": 1.0, "matched": [], "missed": []}],
}


async def test_masks_every_message_once_and_leaves_products_alone(engine: Engine) -> None:
    log = ConversationLog(engine)
    id = (await log.open(token_hash=new_id(), site_key="s", shopper_id=None, locale="en", analytics=True)).id
    for said, answered in (
        ("a case for anna@example.com", {"id": new_id(), "from": "bot", "text": "Here", **LIST}),
        ("where is my order", {"id": new_id(), "type": "text", "from": "bot", "text": "What is the order number?"}),
        ("4711", {"id": new_id(), "type": "text", "from": "bot", "text": "Thanks, anna@example.com."}),
    ):
        payload = {"id": new_id(), "type": "text", "from": "shopper", "text": said}
        turn = await log.add_shoppers(conversation_id=id, payload=payload)
        message = NewMessage(answered, now())
        await log.add_answers(conversation_id=id, reply_to=turn.message_id, messages=[message])
    add_note(engine, id, "Ben", "write to anna@example.com")
    judged = {"acts": [["search", "a case for anna@example.com"]], "comment": "not for anna@example.com"}
    store(engine, [Stored(id, None, "acts", judged, "ben")])
    told: list[tuple[int, int]] = []

    assert remask_log(engine, lambda done, of: told.append((done, of))) == 4
    assert remask_log(engine) == 0
    log.close()

    assert told == [(1, 1)]
    assert [note.text for note in notes_of(engine, id)] == ["write to ‹email_1›"]
    [verdict] = stored(engine, [id])
    assert verdict.payload == {"acts": [["search", "a case for ‹email_1›"]], "comment": "not for ‹email_1›"}
    with engine.connect() as connection:
        messages = list(connection.execute(select(MessageRow.payload).order_by(MessageRow.seq)).scalars())
        assert [message["text"] for message in messages] == [
            "a case for ‹email_1›",
            "Here",
            "where is my order",
            "What is the order number?",
            "‹order_1›",
            "Thanks, ‹email_1›.",
        ]
        assert messages[1]["query"] == "case ‹email_1›"
        assert connection.execute(select(RankingRow.query)).scalar_one() == "case ‹email_1›"
        assert connection.execute(select(ShownProductRow.product_id)).scalar_one() == "anna@example.com"
    assert json.dumps(messages[1]["products"]) == json.dumps(LIST["products"])
