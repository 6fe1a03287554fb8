"""The product whose page the shopper is on: what "this one" is about until another product is talked about."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import speech
from bot.dialogue.turn import Turn, kept

SLOT = "viewed"
"""The id that the page told, and whether the catalog has it."""


async def taken_up(turn: Turn) -> list[EventType]:
    """The events by which a product that the shopper has come to becomes the one that is talked about, if it is new.

    One that the catalog does not have is passed over. Raises what the recommender's client raises.
    """
    known = turn.slots.get(SLOT) or {}
    if turn.viewed == known.get("id"):
        return []
    product = await turn.recommender.product(turn.viewed) if turn.viewed else None
    focus = {"focus": turn.viewed} if product else {}
    return kept(viewed={"id": turn.viewed, "is_offered": product is not None}, **focus)


async def is_asked_about(turn: Turn) -> bool:
    """Whether the message asks something of the product viewed, and not for others: "does it come in black?"."""
    pointer, text = turn.pointer, turn.text
    if turn.viewed is None or pointer.focus != turn.viewed or pointer.placed:
        return False
    if not (speech.says("pointing", text) and speech.says("question", text)):
        return False
    understood = await turn.understood()
    product = understood.product
    return product is not None and not set(understood.product_types) - {product.category}
