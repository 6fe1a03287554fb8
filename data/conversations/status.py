"""Who answers a conversation, and what of its row changes when somebody else does.

A conversation is the assistant's, waits for a person, is an agent's, or is closed. What agents say, and that they come
and go, are messages that reply to none, and so the log itself shows which of a shopper's messages an agent took.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, case, exists, func, select
from sqlalchemy.orm import aliased

from data.conversations.tables import ConversationRow, MessageRow

Status = Literal["bot", "queued", "agent", "closed"]
"""Who answers: the assistant, the assistant until a person comes (one is wanted), a person, nobody until the shopper
says something."""
HandoffReason = Literal["asked", "anger", "misses", "outage"]
"""Why a person is wanted (`recommender.protocol.messages.Notice`)."""


def become(status: Status | None, at: datetime, reason: HandoffReason | None = None) -> dict[str, Any]:
    """What of a conversation's row changes with its status, but for who serves it; nothing without one.

    Who wants a person twice waits since the first time, and for the first reason. An agent goes on knowing why they
    were wanted, until they give it back.
    """
    row = ConversationRow
    if status is None:
        return {}
    if status == "queued":
        since, why = func.coalesce(row.queued_at, at), func.coalesce(row.queue_reason, reason or "asked")
        return {"status": status, "queued_at": since, "queue_reason": why, "agent_id": None}
    if status == "agent":
        return {"status": status, "queued_at": None}
    return {"status": status, "queued_at": None, "queue_reason": None, "agent_id": None}


def spoken_to(until: datetime | None) -> dict[str, Any]:
    """What of its row changes when its shopper says something that is answered by `until`: what was closed is the
    assistant's again, and what an agent serves waits for no answer."""
    status = ConversationRow.status
    return {
        "status": case((status == "closed", "bot"), else_=status),
        "answering_until": None if until is None else case((status == "agent", None), else_=until),
    }


_LATER = aliased(MessageRow)
_STATUS = select(ConversationRow.status).where(ConversationRow.id == bindparam("conversation"))
_CAME = select(
    exists().where(
        MessageRow.id == bindparam("message"),
        _LATER.conversation_id == bindparam("conversation"),
        _LATER.sender != "shopper",
        _LATER.reply_to.is_(None),
        _LATER.seq > MessageRow.seq,
    )
)
"""Statements of every turn are made once: making one costs more than asking it."""


def is_served_since(connection: Connection, conversation_id: str, message_id: str | None) -> bool:
    """Whether an agent serves a conversation, or did since this message of its shopper was said."""
    asked = {"conversation": conversation_id, "message": message_id}
    if connection.execute(_STATUS, {"conversation": conversation_id}).scalar_one_or_none() == "agent":
        return True
    return message_id is not None and bool(connection.execute(_CAME, asked).scalar_one())
