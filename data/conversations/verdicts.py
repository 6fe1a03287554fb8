"""Verdicts: what an agent or a labeller says later of a conversation or of a message of it.

Stores and reads them; what they may say is checked by `learning.verdicts`. Several people may judge the same message:
every word is kept, of one person the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from data.conversations.log import UnknownConversation, UnknownMessage, new_id, now
from data.conversations.tables import ConversationRow, MessageRow, VerdictRow

MOST_LETTERS = 100
"""Of a name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A verdict, as it is in the log or goes there."""

    conversation_id: str
    message_id: str | None
    kind: str
    """As `data.conversations.tables.VerdictRow.kind`."""
    payload: dict[str, Any]
    agent: str
    at: datetime | None = None
    """None: now."""

    @property
    def about(self) -> tuple[str, str | None, str, Any]:
        """What it is about: verdicts of one person on the same replace each other."""
        return self.conversation_id, self.message_id, self.kind, self.payload.get("product_id")


def store(engine: Engine, verdicts: Iterable[Stored]) -> int:
    """Stores all of them or none; returns how many.

    Raises UnknownConversation for one that is not there or without consent to learning from it, UnknownMessage for a
    message that is not of it, and sqlalchemy's errors.
    """
    count = 0
    with engine.execution_options(writes=True).begin() as connection:
        for verdict in verdicts:
            _refuse_unknown(connection, verdict)
            _forget(connection, verdict)
            row = {
                "id": new_id(),
                "conversation_id": verdict.conversation_id,
                "message_id": verdict.message_id,
                "kind": verdict.kind,
                "payload": verdict.payload,
                "agent": verdict.agent[:MOST_LETTERS],
                "at": verdict.at or now(),
            }
            connection.execute(insert(VerdictRow), row)
            count += 1
    return count


def stored(engine: Engine, conversation_ids: Sequence[str] | None = None) -> list[Stored]:
    """The verdicts on conversations with consent, the earliest first; all, or of some. Raises sqlalchemy's errors."""
    table = VerdictRow
    found = (
        select(table.conversation_id, table.message_id, table.kind, table.payload, table.agent, table.at)
        .join(ConversationRow, ConversationRow.id == table.conversation_id)
        .where(ConversationRow.analytics)
        .order_by(table.at, table.id)
    )
    if conversation_ids is not None:
        found = found.where(table.conversation_id.in_(conversation_ids))
    with engine.connect() as connection:
        return [Stored(*row) for row in connection.execute(found)]


def _refuse_unknown(connection: Connection, verdict: Stored) -> None:
    known = select(ConversationRow.id).where(ConversationRow.id == verdict.conversation_id, ConversationRow.analytics)
    if connection.execute(known).first() is None:
        raise UnknownConversation(verdict.conversation_id)
    if verdict.message_id is not None:
        own = select(MessageRow.id).where(
            MessageRow.id == verdict.message_id, MessageRow.conversation_id == verdict.conversation_id
        )
        if connection.execute(own).first() is None:
            raise UnknownMessage(verdict.message_id)


def _forget(connection: Connection, verdict: Stored) -> None:
    """What the same person said of the same before."""
    table = VerdictRow
    own = select(table.id, table.message_id, table.payload).where(
        table.conversation_id == verdict.conversation_id,
        table.kind == verdict.kind,
        table.agent == verdict.agent[:MOST_LETTERS],
    )
    product = verdict.payload.get("product_id")
    same = [
        row.id
        for row in connection.execute(own)
        if row.message_id == verdict.message_id and row.payload.get("product_id") == product
    ]
    if same:
        connection.execute(delete(table).where(table.id.in_(same)))
