"""The end of a session, by its shopper: from then on its token opens nothing, whichever gateway it comes to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select, update

from data.conversations import contacts
from data.conversations.log import lock, now
from data.conversations.status import Status, become
from data.conversations.tables import ConversationRow


def end(engine: Engine, conversation_id: str) -> Status:
    """Ends a session; what its conversation is from now on: closed, or still waiting where the shopper left an address,
    to which somebody is to write.

    Raises UnknownConversation, and sqlalchemy's errors.
    """
    row = ConversationRow
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        awaited = bool(contacts.among(connection, [conversation_id]))
        # No hash of a token is written so, and each is unique.
        values: dict[str, Any] = {"token_hash": f"ended-{conversation_id}"}
        changed = update(row).where(row.id == conversation_id)
        connection.execute(changed.values(**values, **({} if awaited else become("closed", now()))))
        status: Status = connection.execute(select(row.status).where(row.id == conversation_id)).scalar_one()  # type: ignore[assignment]
    return status
