"""The messages of one conversation as its page reads them again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from data.conversations.tables import MessageRow


def read(connection: Connection, conversation_id: str, after: str | None) -> list[dict[str, Any]] | None:
    """The messages in their order, all or those behind the message `after`; None if the conversation has no such one.

    Those of the shopper have the `client_id` that their page gave, if it gave one.
    """
    table = MessageRow
    query = select(table.payload, table.client_id, table.sender).where(table.conversation_id == conversation_id)
    if after is not None:
        named = select(table.seq).where(table.id == after, table.conversation_id == conversation_id)
        last = connection.execute(named).scalar_one_or_none()
        if last is None:
            return None
        query = query.where(table.seq > last)
    return [
        payload | {"client_id": client_id} if client_id is not None and sender == "shopper" else payload
        for payload, client_id, sender in connection.execute(query.order_by(table.seq))
    ]
