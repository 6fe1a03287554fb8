"""The product whose page the shopper is on: what "this one" is about until another product is talked about."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import speech
from bot.dialogue.need import Need
from bot.dialogue.turn import Turn, kept
from recommender.protocol.understand import UnderstandResponse

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


def is_pointed_at(turn: Turn) -> bool:
    """Whether the message is about the product viewed: "this in black"."""
    pointer = turn.pointer
    is_meant = turn.viewed is not None and pointer.focus == turn.viewed and not pointer.placed
    return is_meant and speech.says("pointing", turn.text)


def of_its_kind(understood: UnderstandResponse) -> Need:
    """The need of who looks at a product and wants another one; empty where it has no kind, or another one is named."""
    kind = understood.product.category if understood.product is not None else None
    return Need(query=kind, product_types=(kind,)) if kind and not understood.product_types else Need()


async def is_asked_about(turn: Turn) -> bool:
    """Whether the message asks something of the product viewed, and not for others: "does it come in black?"."""
    if not is_pointed_at(turn) or not speech.says("question", turn.text):
        return False
    understood = await turn.understood()
    product = understood.product
    return product is not None and not set(understood.product_types) - {product.category}
