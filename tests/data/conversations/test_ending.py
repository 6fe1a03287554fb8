"""A session that its shopper ended: its token opens nothing, and what it waits for stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations import contacts, ending
from data.conversations.log import ConversationLog, NewMessage, UnknownConversation, new_id, now

DAY = timedelta(days=1)


async def opened(log: ConversationLog) -> tuple[str, str]:
    """The id and the token's hash of a new conversation."""
    hashed = new_id()
    found = await log.open(token_hash=hashed, site_key="demo", shopper_id=None, locale="en", analytics=True)
    return found.id, hashed


async def test_its_token_opens_nothing_and_others_go_on(engine: Engine, log: ConversationLog) -> None:
    first, second = await opened(log), await opened(log)

    assert ending.end(engine, first[0]) == "closed"
    assert ending.end(engine, first[0]) == "closed"

    since = {"since": now() - DAY, "begun_since": now() - DAY}
    assert await log.find(token_hash=first[1], **since) is None
    assert await log.find(token_hash=second[1], **since) is not None


async def test_who_left_an_address_goes_on_waiting(engine: Engine, log: ConversationLog) -> None:
    id, _ = await opened(log)
    told = {"id": new_id(), "from": "bot", "type": "notice", "kind": "info", "text": "kept"}
    contacts.leave(engine, id, "sealed", NewMessage(told, now()))

    assert ending.end(engine, id) == "queued"


def test_refuses_one_that_is_not_there(engine: Engine) -> None:
    with pytest.raises(UnknownConversation):
        ending.end(engine, "nobody")
