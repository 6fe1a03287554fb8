"""Drafts that a shopper's next message makes useless: what would have answered the message before."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from data.conversations.tables import SuggestionRow

OPEN: Final = "open"
OVERTAKEN: Final = "overtaken"


def overtake(connection: Connection, conversation_id: str, at: datetime) -> list[str]:
    """Ends the drafts of a conversation that nobody decided on; their ids."""
    table = SuggestionRow
    waits = (table.conversation_id == conversation_id, table.state == OPEN)
    found = list(connection.execute(select(table.id).where(*waits)).scalars())
    if found:
        connection.execute(update(table).where(*waits).values(state=OVERTAKEN, decided_at=at))
    return found
