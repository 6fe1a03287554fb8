"""What shoppers said, message by message: what each was taken to do, and what stood before them when they said it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping


@dataclass(frozen=True, slots=True)
class Move:
    """A shopper's message."""

    message_id: str
    at: datetime
    type: str
    """text, choice or action."""
    payload: dict[str, Any]
    """As it is stored; text is masked."""
    acts: Sequence[tuple[str, float]] = ()
    """What it was taken to do, in order, each with its probability."""
    shown: Sequence[str] = ()
    """The types of what the assistant said since the shopper's message before, in order; of a notice, its kind."""
    asked: dict[str, Any] | None = None
    """The last question among these, as it was sent."""


def moves(messages: Sequence[RowMapping]) -> list[Move]:
    """Of the messages of a conversation in their order (`data.conversations.sessions`)."""
    acts = {m["reply_to"]: m["acts"] for m in messages if m["reply_to"] and m["acts"]}
    found: list[Move] = []
    shown: list[str] = []
    asked: dict[str, Any] | None = None
    for message in messages:
        if message["sender"] != "shopper":
            shown.append(message["payload"].get("kind", "notice") if message["type"] == "notice" else message["type"])
            asked = message["payload"] if message["type"] == "question" else asked
            continue
        taken = [(one["act"], one["confidence"]) for one in acts.get(message["id"], [])]
        found.append(
            Move(message["id"], message["at"], message["type"], message["payload"], taken, tuple(shown), asked)
        )
        shown, asked = [], None
    return found
