"""The shoppers who wait for a person, as the conversation log knows them: who, since when, and why.

Reads and closes; how one gets into the queue is `data.conversations.log`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, or_, select, update

from data.conversations.log import NewMessage, UnknownConversation, add_messages, now
from data.conversations.status import HandoffReason, become
from data.conversations.tables import ConversationRow, MessageRow

_AT_ONCE = 50
"""Conversations a transaction, for which a shopper's may wait."""


@dataclass(slots=True)
class Waiting:
    """A conversation that wants a person. `reason` is what the assistant said when it passed on, `why` in a word
    (`data.conversations.status.HandoffReason`)."""

    id: str
    locale: str
    since: datetime
    last_words: str = ""
    reason: str = ""
    summary: str = ""
    why: str = ""


def waiting(engine: Engine) -> list[Waiting]:
    """Those in the queue, who waits longest first."""
    table = ConversationRow
    queued = table.status == "queued"
    columns = (
        select(table.id, table.locale, table.queued_at, table.queue_reason).where(queued).order_by(table.queued_at)
    )
    told = or_(MessageRow.sender == "shopper", MessageRow.type == "notice")
    messages = select(MessageRow.conversation_id, MessageRow.payload).join(table).where(queued, told)
    with engine.connect() as connection:
        rows = connection.execute(columns)
        found = {row.id: Waiting(row.id, row.locale, row.queued_at, why=row.queue_reason or "") for row in rows}
        for conversation_id, payload in connection.execute(messages.order_by(MessageRow.seq)):
            if conversation_id in found:
                _take(found[conversation_id], payload)
    return list(found.values())


def _take(conversation: Waiting, payload: dict[str, Any]) -> None:
    if payload["from"] == "shopper":
        conversation.last_words = payload.get("text") or conversation.last_words
    elif payload["kind"] == "handoff":
        conversation.reason = payload["text"]
        conversation.summary = payload.get("summary") or conversation.summary


def transcript(engine: Engine, conversation_id: str) -> list[dict[str, Any]]:
    """All messages of a conversation in their order. Raises UnknownConversation."""
    found = select(MessageRow.payload).where(MessageRow.conversation_id == conversation_id).order_by(MessageRow.seq)
    with engine.connect() as connection:
        messages = list(connection.execute(found).scalars())
    if not messages:
        raise UnknownConversation(conversation_id)
    return messages


def close(engine: Engine, conversation_ids: Sequence[str] | None = None) -> int:
    """Gives conversations back to the assistant, all that wait if none is named; returns how many.

    Raises UnknownConversation for one that does not wait, changing nothing.
    """
    queued = update(ConversationRow).where(ConversationRow.status == "queued")
    back = queued.values(**become("bot", now()))
    with engine.execution_options(writes=True).begin() as connection:
        if conversation_ids is None:
            return connection.execute(back).rowcount
        for one in conversation_ids:
            if connection.execute(back.where(ConversationRow.id == one)).rowcount == 0:
                raise UnknownConversation(one)
    return len(conversation_ids)


def close_all(engine: Engine, reason: HandoffReason, told: Callable[[str], NewMessage]) -> dict[str, NewMessage]:
    """Gives all that wait for a reason back to the assistant, and tells each shopper in their locale; what, by the
    ids. Who is
    claimed meanwhile is left alone."""
    row = ConversationRow
    waits = (row.status == "queued", row.queue_reason == reason)
    closed: dict[str, NewMessage] = {}
    with engine.connect() as connection:
        found = connection.execute(select(row.id, row.locale).where(*waits).order_by(row.id)).all()
    for start in range(0, len(found), _AT_ONCE):
        with engine.execution_options(writes=True).begin() as connection:
            for id, locale in found[start : start + _AT_ONCE]:
                back = update(row).where(row.id == id, *waits).values(**become("bot", now()))
                if connection.execute(back).rowcount:
                    closed[id] = told(locale)
                    add_messages(connection, id, [closed[id]])
    return closed
