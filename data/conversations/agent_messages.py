"""What agents say and show, stored: all of it or nothing, once, and only while they serve the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, or_, select, update

from data.conversations.claims import agents_id, check_served
from data.conversations.log import BeingAnswered, NewMessage, add_messages, lock, now
from data.conversations.secrets import NOTHING_SEALED, Sealed, add_sealed
from data.conversations.tables import ConversationRow, MessageRow


class Stored(NamedTuple):
    """Messages of an agent as they are in the log, in their order; `is_new` unless they were stored before."""

    payloads: list[dict[str, Any]]
    is_new: bool


def add(
    engine: Engine,
    conversation_id: str,
    agent_id: str,
    messages: Sequence[NewMessage],
    client_id: str,
    sealed: Sealed = NOTHING_SEALED,
) -> Stored:
    """Stores what an agent sends together, of any type, with what its placeholders stand for and what it showed or
    asked (`NewMessage.trace`); what was sent with this `client_id` before is found, whoever serves it now.

    Raises Taken and NotServed (`data.conversations.claims`), UnknownConversation, and BeingAnswered where a placeholder
    was given to another value meanwhile: mask it again.
    """
    if not messages:
        raise ValueError("there is no message")
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        before = sent_before(connection, conversation_id, client_id)
        if before:
            return Stored(before, False)
        check_served(connection, conversation_id, agent_id)
        if add_sealed(connection, conversation_id, sealed):
            raise BeingAnswered(conversation_id)
        return Stored(send(connection, conversation_id, messages, client_id), True)


def send(
    connection: Connection, conversation_id: str, messages: Sequence[NewMessage], client_id: str
) -> list[dict[str, Any]]:
    """Stores messages of an agent in a conversation that is locked and theirs; as they are in the log."""
    row, own_id = ConversationRow, agents_id(client_id)
    connection.execute(update(row).where(row.id == conversation_id).values(last_at=now()))
    for place, message in enumerate(messages):
        # One id of an agent's is never one of the shopper's; those after the first are numbered.
        add_messages(connection, conversation_id, [message], client_id=f"{own_id}-{place}" if place else own_id)
    return [message.payload for message in messages]


def sent_before(connection: Connection, conversation_id: str, client_id: str) -> list[dict[str, Any]]:
    """What was sent with a page's id already, in its order."""
    row, own_id = MessageRow, agents_id(client_id)
    named = or_(row.client_id == own_id, row.client_id.startswith(own_id + "-", autoescape=True))
    known = select(row.payload).where(row.conversation_id == conversation_id, named).order_by(row.seq)
    return list(connection.execute(known).scalars())
