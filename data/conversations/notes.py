"""What agents write down about a conversation for their colleagues. Its words come masked, as all that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from data.conversations.log import BeingAnswered, lock, new_id, now
from data.conversations.secrets import NOTHING_SEALED, Sealed, add_sealed
from data.conversations.tables import NoteRow


@dataclass(frozen=True, slots=True)
class Note:
    """One note; `agent` is their display name then."""

    id: str
    agent: str
    text: str
    at: datetime


def add_note(engine: Engine, conversation_id: str, agent: str, text: str, sealed: Sealed = NOTHING_SEALED) -> Note:
    """Stores a note with what its placeholders stand for. Raises UnknownConversation, and BeingAnswered where a
    placeholder was given to another value meanwhile: mask it again."""
    note = Note(new_id(), agent, text, now())
    row = {"id": note.id, "conversation_id": conversation_id, "agent": agent, "text": text, "at": note.at}
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        if add_sealed(connection, conversation_id, sealed):
            raise BeingAnswered(conversation_id)
        connection.execute(insert(NoteRow), row)
    return note


def notes_of(engine: Engine, conversation_id: str) -> Sequence[Note]:
    """The notes on a conversation, the earliest first."""
    table = NoteRow
    found = select(table.id, table.agent, table.text, table.at).where(table.conversation_id == conversation_id)
    with engine.connect() as connection:
        return [Note(*row) for row in connection.execute(found.order_by(table.at, table.id))]
