"""Which of the products shown to take, and why."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import phrasing, weighing
from bot.dialogue.turn import Turn, answered
from recommender.client import RecommenderRejected
from recommender.protocol.messages import Details

MOST_WEIGHED = 4
"""Products, as many as can be compared."""


async def action_advice(turn: Turn) -> list[EventType]:
    """Says which one it would take."""
    pointed, pointer = await turn.pointed(), turn.pointer
    others = [] if len(pointed) > 1 else pointer.compared or pointer.shown
    ids = list(dict.fromkeys([*pointed, *others]))[:MOST_WEIGHED]
    if len(ids) < 2:
        return await _say_only(turn)
    try:
        weighed = await weighing.weigh(turn, ids)
    except RecommenderRejected:  # one of them is no longer offered
        return turn.say("utter_product_gone")
    worded = await phrasing.of_advice(turn, [product.title for product in weighed.products], weighed.facts)
    if worded is not None:
        # Which one it means is the model's opinion: "take it" asks, and nothing follows from these words.
        turn.say("utter_advice_worded", advice=worded)
        return answered(focus=None)
    weighed.say(turn, asked=ids[0] if len(pointed) == 1 else None)
    return answered(focus=weighed.products[weighed.pick].id)


async def _say_only(turn: Turn) -> list[EventType]:
    product = await turn.product()
    if product is None:
        return turn.say("utter_product_gone")
    turn.say("utter_advice_only", Details(product=product), title=product.title)
    return answered(focus=product.id)
