"""Drafts that a shopper's next message makes useless: what would have answered the message before."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from data.conversations.tables import MessageRow, SuggestionRow

OPEN: Final = "open"
OVERTAKEN: Final = "overtaken"


def overtake(connection: Connection, conversation_id: str, at: datetime, *, but: str | None = None) -> list[str]:
    """Ends the drafts of a conversation that nobody decided on, `but` those for one message; their ids."""
    table = SuggestionRow
    waits = [table.conversation_id == conversation_id, table.state == OPEN]
    if but is not None:
        waits.append(table.reply_to != but)
    found = list(connection.execute(select(table.id).where(*waits)).scalars())
    if found:
        connection.execute(update(table).where(*waits).values(state=OVERTAKEN, decided_at=at))
    return found


def said_last(connection: Connection, conversation_id: str) -> str | None:
    """The id of the shopper's last message."""
    table = MessageRow
    own = select(table.id).where(table.conversation_id == conversation_id, table.sender == "shopper")
    return connection.execute(own.order_by(table.seq.desc()).limit(1)).scalar_one_or_none()
