"""What a shopper turned out to want, by what they did with what was shown. Knows no model."""

from __future__ import annotations

from data.conversations.sessions import Asked, Session

TAKEN = ("product_click", "add_to_cart", "purchase")
"""Deeds that say that a shopper found something."""
ANSWERED = ("picked", "said")
"""Answers with which a question has served."""


def taken(session: Session, message_id: str) -> set[str]:
    """The products of one list that the shopper did something with."""
    return {
        deed.product_id
        for deed in session.deeds
        if deed.product_id and deed.list_id == message_id and deed.type in TAKEN
    }


def answered(asked: Asked) -> float:
    """1 for a question that was answered with a value, 0 for one that was not."""
    return float(asked.answer in ANSWERED)


def who(session: Session) -> str:
    """The shopper, as far as known: conversations of one are not independent."""
    return session.shopper_id or session.id
