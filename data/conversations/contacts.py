"""The addresses that shoppers left while nobody was there to serve them, encrypted (by `data.privacy.vault`).

Who left one waits for a person until it is dealt with. An address goes with its conversation, when an agent says that
they wrote to it, and by itself after `LIFE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update

from data.conversations.log import NewMessage, add_messages, lock, now
from data.conversations.status import Status, become
from data.conversations.tables import ContactRow, ConversationRow

LIFE = timedelta(days=30)
"""For so long an address is kept at the most."""


def leave(engine: Engine, conversation_id: str, ciphertext: str, told: NewMessage) -> Status:
    """Keeps an address in place of an earlier one, and says so in the conversation; who answers from now on, which is a
    person, when there is one. Raises UnknownConversation."""
    row, at = ConversationRow, now()
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        connection.execute(delete(ContactRow).where(ContactRow.conversation_id == conversation_id))
        kept = {"conversation_id": conversation_id, "ciphertext": ciphertext, "at": at}
        connection.execute(insert(ContactRow), kept)
        status: Status = connection.execute(select(row.status).where(row.id == conversation_id)).scalar_one()  # type: ignore[assignment]
        if status != "agent":
            status = "queued"
            waits = update(row).where(row.id == conversation_id)
            connection.execute(waits.values(last_at=at, **become("queued", at, "asked")))
        add_messages(connection, conversation_id, [told])
    return status


def left(engine: Engine, conversation_id: str) -> str | None:
    """The address, encrypted; None if there is none."""
    with engine.connect() as connection:
        own = select(ContactRow.ciphertext).where(ContactRow.conversation_id == conversation_id)
        return connection.execute(own).scalar_one_or_none()


def forget(engine: Engine, conversation_id: str) -> bool:
    """Removes an address that is dealt with; whether there was one."""
    with engine.execution_options(writes=True).begin() as connection:
        own = delete(ContactRow).where(ContactRow.conversation_id == conversation_id)
        return bool(connection.execute(own).rowcount)


def forget_old(connection: Connection, at: datetime) -> int:
    """Removes those past their life; how many."""
    return connection.execute(delete(ContactRow).where(ContactRow.at < at - LIFE)).rowcount


def among(connection: Connection, conversation_ids: Sequence[str]) -> set[str]:
    """In which of some conversations an address was left."""
    some = select(ContactRow.conversation_id).where(ContactRow.conversation_id.in_(conversation_ids))
    return set(connection.execute(some).scalars())
