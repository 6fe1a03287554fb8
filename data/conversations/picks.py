"""What is to be judged next, since it teaches most: picked beside the assistant, read by those who judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, delete, func, insert, select

from data.conversations.log import new_id
from data.conversations.tables import ConversationRow, MessageRow, PickRow, VerdictRow

Kind = Literal["acts", "attributes", "product"]


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that is to be judged."""

    conversation_id: str
    message_id: str
    kind: Kind
    product_id: str | None
    priority: float
    reasons: Sequence[tuple[str, dict[str, Any]]]
    """Why it was picked: codes, with what fills the gaps of their words (`learning.labelling.Reason`)."""
    at: datetime | None = None
    """When it was picked."""


def replace_picks(engine: Engine, picks: Sequence[Pick], at: datetime) -> int:
    """Puts these in place of all that were picked before, the most worth first; how many are there now.

    What was erased meanwhile, or is without consent by now, is left out. Raises sqlalchemy's errors.
    """
    with engine.execution_options(writes=True).begin() as connection:
        known = (
            select(MessageRow.id, MessageRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
            .where(ConversationRow.analytics, MessageRow.id.in_([one.message_id for one in picks]))
        )
        there = {(id, conversation) for id, conversation in connection.execute(known)}
        kept = [one for one in picks if (one.message_id, one.conversation_id) in there]
        connection.execute(delete(PickRow))
        rows = [
            {
                "id": new_id(),
                "conversation_id": one.conversation_id,
                "message_id": one.message_id,
                "kind": one.kind,
                "product_id": one.product_id,
                "place": place,
                "priority": one.priority,
                "reasons": [[code, gaps] for code, gaps in one.reasons],
                "at": at,
            }
            for place, one in enumerate(kept)
        ]
        if rows:
            connection.execute(insert(PickRow), rows)
    return len(rows)


def picks_for(engine: Engine, agent: str) -> list[Pick]:
    """What a person has neither judged nor skipped yet, on conversations with consent, the most worth first. Raises
    sqlalchemy's errors."""
    table, said = PickRow, VerdictRow
    columns = (table.conversation_id, table.message_id, table.kind, table.product_id, table.priority, table.reasons)
    picked = select(*columns, table.at).join(ConversationRow, ConversationRow.id == table.conversation_id)
    own = select(said.message_id, said.kind, said.payload).where(
        said.agent == agent, said.message_id.in_(select(table.message_id))
    )
    with engine.connect() as connection:
        judged = {_about(row.message_id, row.kind, row.payload) for row in connection.execute(own)}
        rows = connection.execute(picked.where(ConversationRow.analytics).order_by(table.place))
        found = [
            Pick(conversation, message, kind, product, priority, [(code, gaps) for code, gaps in reasons], at)
            for conversation, message, kind, product, priority, reasons, at in rows
        ]
    flagged = {message for message, kind, _ in judged if kind == "flag"}
    return [
        one
        for one in found
        if one.message_id not in flagged and (one.message_id, one.kind, one.product_id) not in judged
    ]


def picked_at(engine: Engine) -> datetime | None:
    """When was picked last; None if nothing is picked. Raises sqlalchemy's errors."""
    with engine.connect() as connection:
        return connection.execute(select(func.max(PickRow.at))).scalar_one()


def _about(message_id: str | None, kind: str, payload: dict[str, Any]) -> tuple[str | None, str, str | None]:
    return message_id, kind, payload.get("product_id")
