"""The list that a shopper was shown last, and what was asked of the recommender for it: where others go on from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select

from data.conversations.log import UnknownConversation
from data.conversations.tables import ConversationRow, MessageRow, RankingRow, ShownProductRow


@dataclass(frozen=True, slots=True)
class LastList:
    """Where a conversation stands; empty where no list was shown yet."""

    locale: str
    arm: str
    """Who ranks for the shopper (`recommender.protocol.traces.Arm`)."""
    shown: dict[str, Any] = field(default_factory=dict)
    """The list as the shopper saw it, masked."""
    request: dict[str, Any] = field(default_factory=dict)
    """What was asked for it, as `recommender.protocol.traces.ListTrace.request`."""
    category: str = ""
    purpose: str | None = None
    site_key: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a conversation has got to: its last list, all products that were shown, what was asked last."""

    last: LastList
    seen: frozenset[str]
    """The ids of products."""
    asked: str | None
    """The attribute of the last question."""


def position(engine: Engine, conversation_id: str) -> Position:
    """Where a conversation has got to. Raises UnknownConversation and sqlalchemy's errors."""
    message, shown = MessageRow, ShownProductRow
    last = last_list(engine, conversation_id)
    own = message.conversation_id == conversation_id
    products = select(shown.product_id).join(message, message.id == shown.message_id).where(own).distinct()
    questions = select(message.payload).where(own, message.type == "question").order_by(message.seq.desc()).limit(1)
    with engine.connect() as connection:
        seen = frozenset(connection.execute(products).scalars())
        asked = connection.execute(questions).scalar_one_or_none()
    return Position(last, seen, asked["attribute"] if asked else None)


def last_list(engine: Engine, conversation_id: str) -> LastList:
    """The last list of a conversation, whoever sent it. Raises UnknownConversation and sqlalchemy's errors."""
    row = ConversationRow
    with engine.connect() as connection:
        own = connection.execute(
            select(row.locale, row.arm, row.site_key).where(row.id == conversation_id)
        ).one_or_none()
        if own is None:
            raise UnknownConversation(conversation_id)
        found = connection.execute(
            select(MessageRow.payload, RankingRow.request, RankingRow.category, RankingRow.purpose)
            .join(RankingRow, RankingRow.message_id == MessageRow.id)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.seq.desc())
            .limit(1)
        ).one_or_none()
    if found is None:
        return LastList(own.locale, own.arm, site_key=own.site_key)
    shown = found.payload
    # What was logged before requests were says at least what was searched by, and what was wished.
    request = found.request or {"query": shown.get("query") or "", "constraints": shown.get("constraints") or []}
    return LastList(own.locale, own.arm, shown, request, found.category or "", found.purpose, own.site_key)
