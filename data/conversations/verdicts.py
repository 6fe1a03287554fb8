"""Verdicts: what an agent or a labeller says later of a conversation or of a message of it.

Stores and reads them; what they may say is checked by `data.conversations.verdict_checks`. Several people may judge the
same message: every word is kept, of one person the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, insert, or_, select

from data.conversations.log import BeingAnswered, UnknownConversation, UnknownMessage, lock, new_id, now
from data.conversations.secrets import NOTHING_SEALED, Sealed, add_sealed
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
    id: str = ""
    """Empty of one that is not stored yet."""

    @property
    def about(self) -> tuple[str, str | None, str, Any]:
        """What it is about: verdicts of one person on the same replace each other."""
        return self.conversation_id, self.message_id, self.kind, self.payload.get("product_id")


def store(engine: Engine, verdicts: Iterable[Stored]) -> int:
    """Stores all of them or none; returns how many.

    Raises UnknownConversation for one that is not there or without consent to learning from it, UnknownMessage for a
    message that is not of it, and sqlalchemy's errors.
    """
    with engine.execution_options(writes=True).begin() as connection:
        return len([_put(connection, verdict) for verdict in verdicts])


def put(engine: Engine, verdict: Stored, sealed: Sealed = NOTHING_SEALED) -> Stored:
    """Stores one, with what placeholders in its comment stand for; how it is stored.

    Raises as `store` does, and BeingAnswered where a placeholder was given to another value meanwhile: mask it again.
    """
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, verdict.conversation_id)
        if add_sealed(connection, verdict.conversation_id, sealed):
            raise BeingAnswered(verdict.conversation_id)
        return _put(connection, verdict)


def withdraw(engine: Engine, conversation_id: str, verdict_id: str, agent: str) -> bool:
    """Takes back what a person said; whether there was such a verdict of theirs. Raises sqlalchemy's errors."""
    table = VerdictRow
    own = delete(table).where(
        table.id == verdict_id, table.conversation_id == conversation_id, table.agent == agent[:MOST_LETTERS]
    )
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(own).rowcount > 0


def newest(
    engine: Engine, *, agent: str | None = None, flagged: bool = False, before: datetime | None = None, limit: int = 50
) -> tuple[list[Stored], bool]:
    """Verdicts on conversations with consent, the latest first, without what was skipped, and whether there are more:
    read again `before` the last one's time. Of one person if `agent` is given; `flagged`: what somebody should look at
    alone. Raises sqlalchemy's errors.
    """
    table = VerdictRow
    flag = table.payload["flag"].as_string()
    found = _with_consent().where(flag == "look" if flagged else or_(table.kind != "flag", flag == "look"))
    found = found if agent is None else found.where(table.agent == agent[:MOST_LETTERS])
    found = found if before is None else found.where(table.at < before)
    with engine.connect() as connection:
        rows = connection.execute(found.order_by(table.at.desc(), table.id).limit(limit + 1))
        verdicts = [Stored(*row) for row in rows]
    return verdicts[:limit], len(verdicts) > limit


def stored(engine: Engine, conversation_ids: Sequence[str] | None = None) -> list[Stored]:
    """The verdicts on conversations with consent, the earliest first; all, or of some. Raises sqlalchemy's errors."""
    found = _with_consent().order_by(VerdictRow.at, VerdictRow.id)
    if conversation_ids is not None:
        found = found.where(VerdictRow.conversation_id.in_(conversation_ids))
    with engine.connect() as connection:
        return [Stored(*row) for row in connection.execute(found)]


def _with_consent() -> Select[Any]:
    table = VerdictRow
    columns = (table.conversation_id, table.message_id, table.kind, table.payload, table.agent, table.at, table.id)
    of_consent = select(*columns).join(ConversationRow, ConversationRow.id == table.conversation_id)
    return of_consent.where(ConversationRow.analytics)


def _put(connection: Connection, verdict: Stored) -> Stored:
    _refuse_unknown(connection, verdict)
    _forget(connection, verdict)
    new = replace(verdict, id=new_id(), agent=verdict.agent[:MOST_LETTERS], at=verdict.at or now())
    connection.execute(insert(VerdictRow), asdict(new))
    return new


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
