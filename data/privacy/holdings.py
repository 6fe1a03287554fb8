"""What the database holds of conversations and of a shopper, table by table, whatever tables there are.

Knows which tables are about conversations by their foreign keys, so that a new one is exported and erased as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, delete, func, inspect, select

from data.conversations.tables import ConversationRow, MessageRow
from data.database import Base

_AT_ONCE = 200
_UNTOLD = frozenset({"token_hash"})
"""Columns that are about the service, and would only help somebody to speak for the shopper."""


def tables_of_people() -> list[Table]:
    """The tables that say something of conversations or of shoppers, each after those that it refers to."""
    found: list[Table] = []
    for table in Base.metadata.sorted_tables:
        owners = {key.column.table for key in table.foreign_keys}
        if "shopper_id" in table.columns or not owners.isdisjoint(found):
            found.append(table)
    return found


def conversations_of(engine: Engine, pseudonym: str) -> list[str]:
    """The ids of a shopper's conversations, the earliest first. Raises sqlalchemy's errors."""
    table = ConversationRow
    found = select(table.id).where(table.shopper_id == pseudonym).order_by(table.created_at)
    with engine.connect() as connection:
        return list(connection.execute(found).scalars())


def known(engine: Engine, ids: Sequence[str]) -> list[str]:
    """Those of the ids that are of a conversation in the log. Raises sqlalchemy's errors."""
    found: list[str] = []
    with engine.connect() as connection:
        for some in _parts(ids):
            found += connection.execute(select(ConversationRow.id).where(ConversationRow.id.in_(some))).scalars()
    return found


def rows_of(engine: Engine, ids: Sequence[str], pseudonym: str | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row about these conversations, and about the shopper, by table. Raises sqlalchemy's errors."""
    held: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        for table in tables_of_people():
            rows: list[dict[str, Any]] = []
            columns = [column for column in table.columns if column.name not in _UNTOLD]
            for which in _about(table, ids, pseudonym):
                rows += [dict(row) for row in connection.execute(select(*columns).where(which)).mappings()]
            if rows:
                held[table.name] = rows
    return held


def said(engine: Engine, ids: Sequence[str]) -> list[str]:
    """The texts of the shoppers' messages in these conversations. Raises sqlalchemy's errors."""
    texts: list[str] = []
    with engine.connect() as connection:
        for some in _parts(ids):
            own = MessageRow.conversation_id.in_(some), MessageRow.sender == "shopper"
            payloads = connection.execute(select(MessageRow.payload).where(*own)).scalars()
            texts += [payload["text"] for payload in payloads if payload.get("text")]
    return texts


def first_at(engine: Engine, ids: Sequence[str]) -> datetime | None:
    """When the earliest of these conversations began. Raises sqlalchemy's errors."""
    times = []
    with engine.connect() as connection:
        for some in _parts(ids):
            earliest = select(func.min(ConversationRow.created_at)).where(ConversationRow.id.in_(some))
            times.append(connection.execute(earliest).scalar_one_or_none())
    return min((at for at in times if at is not None), default=None)


def forget(engine: Engine, ids: Sequence[str], pseudonym: str | None = None) -> int:
    """Deletes these conversations and all that hangs on them, and other rows about the shopper; how many conversations.

    Raises sqlalchemy's errors; each batch is deleted whole or not at all.
    """
    gone = 0
    writer = engine.execution_options(writes=True)
    for some in _parts(ids):
        with writer.begin() as connection:
            gone += connection.execute(delete(ConversationRow).where(ConversationRow.id.in_(some))).rowcount
    with writer.begin() as connection:
        for table in tables_of_people():
            own = _of_shopper(table, pseudonym)
            if own is not None:
                connection.execute(delete(table).where(own))
    return gone


def forget_in_copy(engine: Engine, ids: Sequence[str]) -> None:
    """Deletes these conversations in a copy of the database, of whatever age. Raises sqlalchemy's errors."""
    if not inspect(engine).has_table(ConversationRow.__tablename__):
        return
    with engine.execution_options(writes=True).begin() as connection:
        for some in _parts(ids):
            connection.execute(delete(ConversationRow).where(ConversationRow.id.in_(some)))


def _about(table: Table, ids: Sequence[str], pseudonym: str | None) -> Iterator[ColumnElement[bool]]:
    """Which rows of a table are about the conversations or the shopper, in conditions short enough for a statement."""
    keys = {column.name for column in table.columns}
    for some in _parts(ids):
        if table.name == ConversationRow.__tablename__:
            yield table.c.id.in_(some)
        elif "conversation_id" in keys:
            yield table.c.conversation_id.in_(some)
        elif "message_id" in keys:
            yield table.c.message_id.in_(select(MessageRow.id).where(MessageRow.conversation_id.in_(some)))
    own = _of_shopper(table, pseudonym)
    if own is not None:
        yield own


def _of_shopper(table: Table, pseudonym: str | None) -> ColumnElement[bool] | None:
    """Rows that name the shopper and hang on no conversation; conversations themselves go by their ids."""
    if pseudonym is None or table.name == ConversationRow.__tablename__ or "shopper_id" not in table.columns:
        return None
    return table.c.shopper_id == pseudonym


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])
