"""What is said of how a need was read: why a product serves it, and once what the catalog's data does not state."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType

from bot.dialogue.turn import Turn, kept
from bot.dialogue.wording import in_sentence
from recommender.protocol.recommend import NeedRead, RankedProduct, Reason

_MOST_NAMED = 3


def say_unstated(turn: Turn, read: NeedRead) -> list[EventType]:
    """Says what would decide and no product states, if it was not said before; and what is gone by instead."""
    admitted: list[str] = turn.slots.get("admitted") or []
    missing = [label for label in read.unstated if label not in admitted]
    if not missing:
        return []
    known = ", ".join(in_sentence(leaning.label) for leaning in read.leanings[:_MOST_NAMED])
    turn.say("utter_unstated" if known else "utter_unstated_alone", missing=", ".join(missing), known=known)
    return kept(admitted=[*admitted, *missing])


def say_reasons(turn: Turn, product: RankedProduct) -> None:
    """Says what of a product serves the need."""
    if product.fits:
        turn.say("utter_why_serves", title=product.title, reasons=_said(product.fits))


def _said(reasons: Sequence[Reason]) -> str:
    return "; ".join(f"{reason.text} ({reason.why})" if reason.why else reason.text for reason in reasons)
