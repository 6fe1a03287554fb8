"""Who falls into which share of the shoppers: the holdouts, and by what name chance knows a shopper.

Everything follows from a hash of the pseudonym under which a shopper is stored, so that every gateway says the same,
each time, and who has not the pseudonyms' key cannot tell who is in a share. Only shoppers who agreed to analytics
are in any: of the others nothing is kept from which a difference could be told, so they get the best that there is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from data.conversations.log import Conversation
from recommender.protocol.traces import Arm

_DIGITS = 32
"""Hexadecimal ones of a unit: as many as keep two shoppers apart."""


@dataclass(frozen=True, slots=True)
class Arms:
    """Shares of the shoppers in [0, 1]: whom statistics alone rank for, and who is not shown the widget."""

    holdout: float = 0.0
    widget_holdout: float = 0.0

    def of(self, subject: str) -> Arm:
        """Who ranks for a shopper, or for one conversation of whom nobody knows; empty for who did not agree."""
        return "holdout" if subject and self._place("ranking", subject) < self.holdout else "assistant"

    def sees_widget(self, subject: str) -> bool:
        """Whether a shopper who agreed to analytics is shown the widget."""
        return self._place("widget", subject) >= self.widget_holdout

    def metadata(self, conversation: Conversation) -> dict[str, Any]:
        """What the assistant is told with each message, for its requests to the recommender."""
        if not conversation.subject:
            return {}
        return {"unit": self._digest("unit", conversation.subject)[:_DIGITS], "arm": conversation.arm}

    def _place(self, matter: str, subject: str) -> float:
        """Where a shopper falls in [0, 1), for each matter apart."""
        return int(self._digest(matter, subject)[:12], 16) / 16**12

    def _digest(self, matter: str, subject: str) -> str:
        return hashlib.sha256(f"{matter}:{subject}".encode()).hexdigest()
