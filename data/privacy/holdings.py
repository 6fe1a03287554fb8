"""What the database holds of conversations and of a shopper, table by table, whatever tables there are.

Knows which tables are about conversations by their foreign keys (`data.conversations.belonging`), so that a new one is
exported and erased as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, Table, delete, func, inspect, select

from data.conversations import belonging
from data.conversations.tables import ConversationRow, MessageRow
from data.database import Base

_AT_ONCE = 200
_UNTOLD = frozenset({"token_hash"})
"""Columns that are about the service, and would only help somebody to speak for the shopper."""


def tables_of_people() -> list[Table]:
    """The tables that say something of conversations or of shoppers, each after those that it refers to."""
    own = belonging.ways()
    return [table for table in Base.metadata.sorted_tables if table in own or "shopper_id" in table.columns]


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
    ways = belonging.ways()
    with engine.connect() as connection:
        for table in tables_of_people():
            columns = [column for column in table.columns if column.name not in _UNTOLD]
            found: list[Select[Any]] = []
            if table in ways:
                of = select(*columns).select_from(ways[table].source)
                found += [of.where(ways[table].conversation_id.in_(some)) for some in _parts(ids)]
            if pseudonym is not None and _is_of_shoppers(table):
                found.append(select(*columns).where(table.c.shopper_id == pseudonym))
            rows = [dict(row) for one in found for row in connection.execute(one).mappings()]
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


def forget(engine: Engine, ids: Sequence[str], *pseudonyms: str) -> int:
    """Deletes these conversations and all that hangs on them, and other rows about these shoppers; how many
    conversations.

    Raises sqlalchemy's errors; each batch is deleted whole or not at all.
    """
    gone = 0
    writer = engine.execution_options(writes=True)
    for some in _parts(ids):
        with writer.begin() as connection:
            gone += connection.execute(delete(ConversationRow).where(ConversationRow.id.in_(some))).rowcount
    for some in _parts(pseudonyms):
        with writer.begin() as connection:
            for table in tables_of_people():
                if _is_of_shoppers(table):
                    connection.execute(delete(table).where(table.c.shopper_id.in_(some)))
    return gone


def forget_in_copy(engine: Engine, ids: Sequence[str], *pseudonyms: str) -> None:
    """As `forget`, in a copy of the database, of whatever age. Raises sqlalchemy's errors."""
    there = set(inspect(engine).get_table_names())
    if ConversationRow.__tablename__ not in there:
        return
    with engine.execution_options(writes=True).begin() as connection:
        for some in _parts(ids):
            connection.execute(delete(ConversationRow).where(ConversationRow.id.in_(some)))
        for table in Base.metadata.sorted_tables:
            for some in _parts(pseudonyms if table.name in there and _is_of_shoppers(table) else ()):
                connection.execute(delete(table).where(table.c.shopper_id.in_(some)))


def _is_of_shoppers(table: Table) -> bool:
    """Whether rows name a shopper and hang on no conversation; conversations themselves go by their ids."""
    return table.name != ConversationRow.__tablename__ and "shopper_id" in table.columns


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])
