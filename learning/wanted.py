"""What a shopper turned out to want, by what they did with what was shown. Knows no model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from data.conversations.sessions import Asked, Session

Reward = Literal["click", "cart", "purchase"]
"""What counts as having found something: this, or what comes after it."""
_STRENGTH: Mapping[str, int] = {"product_click": 1, "add_to_cart": 2, "purchase": 3}
_LEAST: Mapping[Reward, int] = {"click": 1, "cart": 2, "purchase": 3}
ANSWERED = ("picked", "said")
"""Answers with which a question has served."""


def taken(session: Session, message_id: str, reward: Reward = "click") -> set[str]:
    """The products of one list that the shopper did something with."""
    return {
        deed.product_id
        for deed in session.deeds
        if deed.product_id and deed.list_id == message_id and _STRENGTH.get(deed.type, 0) >= _LEAST[reward]
    }


def answered(asked: Asked) -> float:
    """1 for a question that was answered with a value, 0 for one that was not."""
    return float(asked.answer in ANSWERED)


def served(session: Session) -> bool:
    """Whether a conversation served: something went into the cart or was bought, or it was praised, without a
    handoff."""
    deeds = {deed.type for deed in session.deeds}
    return not session.handoffs and bool(deeds & {"add_to_cart", "purchase", "thumbs_up"})


def who(session: Session) -> str:
    """The shopper, as far as known: conversations of one are not independent."""
    return session.shopper_id or session.id
