"""Addresses that shoppers leave, on both databases: who leaves one waits, and it goes when it is dealt with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from data.conversations import claims, contacts, desk
from data.conversations.log import Conversation, NewMessage, UnknownConversation, new_id, now
from data.conversations.tables import ContactRow
from data.privacy import holdings


def told() -> NewMessage:
    return NewMessage({"id": new_id(), "from": "bot", "type": "notice", "kind": "info", "text": "Kept."}, now())


async def test_who_leaves_an_address_waits_for_a_person(engine: Engine, conversation: Conversation) -> None:
    assert contacts.leave(engine, conversation.id, "sealed 1", told()) == "queued"
    assert contacts.leave(engine, conversation.id, "sealed 2", told()) == "queued"

    waits = desk.lists(engine, "anna", now()).waiting[0]
    assert (waits.id, waits.reason, waits.contact) == (conversation.id, "asked", True)
    assert contacts.left(engine, conversation.id) == "sealed 2"
    claims.claim(engine, conversation.id, "anna")
    assert contacts.leave(engine, conversation.id, "sealed 3", told()) == "agent"

    assert contacts.forget(engine, conversation.id)
    assert not contacts.forget(engine, conversation.id)
    assert not desk.line(engine, conversation.id).contact
    with pytest.raises(UnknownConversation):
        contacts.leave(engine, "nobody", "sealed", told())


async def test_it_is_exported_grows_old_and_goes_with_the_conversation(
    engine: Engine, conversation: Conversation
) -> None:
    contacts.leave(engine, conversation.id, "sealed", told())
    assert [row["ciphertext"] for row in holdings.rows_of(engine, [conversation.id])["contacts"]] == ["sealed"]

    with engine.begin() as connection:
        assert contacts.forget_old(connection, now()) == 0
        long_ago = now() - contacts.LIFE - timedelta(seconds=1)
        connection.execute(update(ContactRow).values(at=long_ago))
        assert contacts.forget_old(connection, now()) == 1
    contacts.leave(engine, conversation.id, "sealed", told())
    holdings.forget(engine, [conversation.id])
    assert contacts.left(engine, conversation.id) is None
