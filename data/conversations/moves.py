"""What shoppers said to the assistant, message by message: what each was taken to do, and what stood before them when
they said it. What they said to an agent is nobody's answer to the assistant, and not its business.
"""

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


def stretches(messages: Sequence[RowMapping]) -> list[list[RowMapping]]:
    """The messages of a conversation in their order, less those of the times in which an agent served it; cut where
    these were.

    An agent's time begins with what the shopper is told when they come, and ends with what is told when they are gone,
    which the gateway says by itself, in reply to nothing.
    """
    found: list[list[RowMapping]] = [[]]
    is_served = False
    for message in messages:
        if message["sender"] == "agent":
            is_served = True
        elif is_served and message["sender"] == "bot" and message["reply_to"] is None:
            is_served = False
            found.append([])
        elif not is_served:
            found[-1].append(message)
    return found


def moves(messages: Sequence[RowMapping]) -> list[Move]:
    """Of the messages of a stretch, in their order (`data.conversations.sessions`)."""
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
