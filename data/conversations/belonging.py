"""What belongs to a conversation: in which tables it is, and of which conversation a row of them is.

Goes by the foreign keys that delete a row with what it names, so that a new table is archived, exported and erased
with the others by itself.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, FromClause, Table

from data.conversations.tables import ConversationRow
from data.database import Base

_CONVERSATIONS = Base.metadata.tables[ConversationRow.__tablename__]


class Way(NamedTuple):
    """How to tell whose a row of a table is."""

    source: FromClause
    """The table, joined to those between it and its conversation."""
    conversation_id: ColumnElement[str]


def ways() -> dict[Table, Way]:
    """Of conversations and every table whose rows go with them, each after those that it refers to."""
    found = {_CONVERSATIONS: Way(_CONVERSATIONS, _CONVERSATIONS.c.id)}
    for table in Base.metadata.sorted_tables:
        keys = sorted(table.foreign_keys, key=lambda key: (key.column.table is not _CONVERSATIONS, key.parent.name))
        for key in keys:
            if table not in found and key.ondelete == "CASCADE" and key.column.table in found:
                found[table] = _along(table, key, found[key.column.table])
    return found


def _along(table: Table, key: ForeignKey, further: Way) -> Way:
    if key.column.table is _CONVERSATIONS:
        return Way(table, key.parent)
    return Way(table.join(further.source, key.parent == key.column), further.conversation_id)
