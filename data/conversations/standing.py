"""What stands before a shopper when they say something, whoever said or showed it: what a draft that nobody sent would
have asked or shown is not among it, and what an agent sent is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, select

from data.conversations.tables import MessageRow, SuggestionRow

Kind = Literal["", "boolean", "numeric", "categorical"]
MOST_READ = 40
"""Messages before one of the shopper's that are looked at."""
_SENT = frozenset({"accepted", "edited"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands, as the assistant is to take it."""

    shown: list[str] = field(default_factory=list)
    """The ids of the products of the last list."""
    compared: list[str] = field(default_factory=list)
    """Those put side by side since."""
    focus: str | None = None
    """The product shown alone since."""
    asked: str | None = None
    """The attribute of the question that was said last."""
    kind: Kind = ""
    """Of that question."""
    said: list[str] = field(default_factory=list)
    """The types of the messages that were said last."""
    is_said: bool = False
    """Whether the shopper was given what the assistant answered to their message before, as it was or edited."""


def read_standing(connection: Connection, conversation_id: str, message_id: str) -> Standing | None:
    """Where a conversation stood before this message of its shopper; None where what was said last is the assistant's
    own answer, which it knows."""
    table = MessageRow
    seq = select(table.seq).where(table.id == message_id).scalar_subquery()
    columns = select(table.id, table.sender, table.payload, table.reply_to)
    before = columns.where(table.conversation_id == conversation_id, table.seq < seq)
    rows = list(connection.execute(before.order_by(table.seq.desc()).limit(MOST_READ)))
    # That an agent comes or goes is no answer.
    rows = [row for row in rows if row.payload["type"] != "notice" or row.reply_to is not None]
    if not rows or rows[0].sender == "bot":
        return None
    payloads, senders = [row.payload for row in rows], [row.sender for row in rows]
    first = next((place for place, sender in enumerate(senders) if sender != "shopper"), len(rows))
    last = next((place for place in range(first, len(rows)) if senders[place] == "shopper"), len(rows))
    block = payloads[first:last]
    question = next((one for one in block if one["type"] == "question"), None)
    listed = next((place for place, one in enumerate(payloads) if one["type"] == "products"), len(rows))
    before_id = next((row.id for row in rows if row.sender == "shopper"), None)
    return Standing(
        shown=_ids(payloads[listed : listed + 1]),
        compared=_ids([one for one in payloads[:listed] if one["type"] == "comparison"][:1]),
        focus=next((one["product"]["id"] for one in payloads[:listed] if one["type"] == "product_detail"), None),
        asked=question["attribute"] if question else None,
        kind=_kind(question),
        said=[one["type"] for one in reversed(block)],
        is_said=before_id is not None and _is_said(connection, before_id),
    )


def _ids(messages: Sequence[dict[str, Any]]) -> list[str]:
    return [product["id"] for one in messages for product in one.get("products") or ()]


def _kind(question: dict[str, Any] | None) -> Kind:
    values = [option["value"] for option in (question or {}).get("options") or ()]
    if question is None:
        return ""
    if values and all(isinstance(value, bool) for value in values):
        return "boolean"
    return "numeric" if values and not any(isinstance(value, str) for value in values) else "categorical"


def _is_said(connection: Connection, message_id: str) -> bool:
    """Whether the assistant answered a message itself, or an agent sent what it drafted first: what is drafted for the
    same message later, an agent asked for, and the assistant knows nothing of it."""
    answers = select(MessageRow.payload).where(MessageRow.reply_to == message_id)
    if any(one.get("reason") != "outage" for one in connection.execute(answers).scalars()):
        return True
    table = SuggestionRow
    drafts = select(table.state).where(table.reply_to == message_id).order_by(table.at, table.id).limit(1)
    return connection.execute(drafts).scalar_one_or_none() in _SENT
