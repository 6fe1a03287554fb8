"""Canned replies: what agents send often, by a short name, in one language each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from data.agents.accounts import Account, fold
from data.agents.errors import UnknownReply
from data.agents.tables import CannedReplyRow


@dataclass(frozen=True, slots=True)
class Reply:
    """A canned reply; `updated_by`: the name of who changed it last."""

    id: str
    name: str
    locale: str
    text: str
    updated_by: str
    updated_at: datetime


def everything(engine: Engine) -> list[Reply]:
    """All canned replies, by name and language."""
    table = CannedReplyRow
    with engine.connect() as connection:
        rows = connection.execute(select(table.__table__).order_by(table.name, table.locale))
        return [_reply(row) for row in rows]


def put(engine: Engine, *, name: str, locale: str, text: str, by: Account, at: datetime) -> Reply:
    """Adds one, or changes the one of this name and language; of two who do it at once, the later one's stays."""
    named = {"name": fold(name), "locale": locale}
    said = {"text": text, "updated_by": by.name, "updated_at": at}
    own = (CannedReplyRow.name == named["name"], CannedReplyRow.locale == locale)
    with engine.execution_options(writes=True).begin() as connection:
        if connection.execute(update(CannedReplyRow).where(*own).values(**said)).rowcount == 0:
            _add(connection, {"id": uuid.uuid4().hex} | named, said)
        return _reply(connection.execute(select(CannedReplyRow.__table__).where(*own)).one())


def _add(connection: Connection, named: dict[str, Any], said: dict[str, Any]) -> None:
    """Whoever adds the same meanwhile is waited for, and overwritten."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_update

        added = insert_or_update(CannedReplyRow).values(**named, **said)
        connection.execute(added.on_conflict_do_update(index_elements=["name", "locale"], set_=said))
    else:  # SQLite has one writer at a time, who is here
        connection.execute(insert(CannedReplyRow), named | said)


def remove(engine: Engine, id: str) -> Reply:
    """Removes one; what it was. Raises UnknownReply."""
    own = CannedReplyRow.id == id
    with engine.execution_options(writes=True).begin() as connection:
        row = connection.execute(select(CannedReplyRow.__table__).where(own)).one_or_none()
        if row is None:
            raise UnknownReply("id", "there is no such canned reply (any more)", "list them again")
        connection.execute(delete(CannedReplyRow).where(own))
        return _reply(row)


def _reply(row: Any) -> Reply:
    return Reply(row.id, row.name, row.locale, row.text, row.updated_by, row.updated_at)
