"""What can be tapped where words led nowhere: kinds of products, and the other things that the assistant does.

The topics and their labels stand in the responses (`utter_fallback_choices`); what each does, in the decisions.
"""

from __future__ import annotations

from pydantic import ValidationError
from rasa_sdk.events import EventType

from bot.actions.base import done
from bot.actions.unclear import TOPIC
from bot.dialogue.decisions import Table
from bot.dialogue.need import CATEGORY, Need, choice_of
from bot.dialogue.releasing import released
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Act, Turn, kept
from data.catalog.constraints import Constraint
from recommender.protocol.messages import Question
from recommender.protocol.recommend import USE, RecommendRequest

MOST_KINDS = 12


async def action_assortment(turn: Turn) -> list[EventType]:
    """Says what kinds of products there are, to tap. Counts are left out: they are of a sample."""
    found = await turn.recommender.recommend(RecommendRequest(limit=1))
    kinds = next((attribute for attribute in found.attributes if attribute.name == CATEGORY), None)
    if kinds is None or len(kinds.values) < 2:
        return turn.say("utter_ask_what")
    largest = sorted(kinds.values, key=lambda value: -value.count)[:MOST_KINDS]
    options = [value.model_copy(update={"count": 0}) for value in largest]
    return turn.say(
        "utter_assortment", Question(attribute=CATEGORY, label=kinds.label, options=options, may_skip=False)
    )


async def action_choose(turn: Turn) -> list[EventType]:
    """Takes a tapped option: a topic, a kind of product, a constraint, or no preference."""
    choice = choice_of(turn.tracker)
    attribute, value = (choice["attribute"], choice.get("value")) if choice else (TOPIC, None)
    if attribute == TOPIC:
        return await _take_up(str(value), turn)
    if attribute == CATEGORY and isinstance(value, str):
        return await Answer(turn).give(Need(query=value, product_types=(value,)))
    several = tuple(choice.get("values") or ()) if choice else ()
    if value is None and not several:
        return await _leave(attribute, turn)
    if attribute == USE and isinstance(value, str):
        return await Answer(turn).give(turn.need.used_for(value))
    try:
        constraint = Constraint(attribute=attribute, op="in" if several else "eq", value=several or value)
    except ValidationError as error:
        return turn.say("utter_not_understood_constraint", reason=error.errors()[0]["msg"])
    return await Answer(turn).give(turn.need.constrained_by(constraint))


async def _leave(attribute: str, turn: Turn) -> list[EventType]:
    """Goes on without a wish about an attribute: one that was in force is taken back, words and all."""
    if attribute not in turn.need.wished:
        return await Answer(turn).give(turn.need.declining(attribute))
    need = await released(turn, [attribute])
    if need.is_empty:
        turn.say("utter_ask_what")
        return need.slots()
    return await Answer(turn).give(need, "utter_taken_back")


async def _take_up(topic: str, turn: Turn) -> list[EventType]:
    """Does what a tapped topic is about, as if it had been said in words; a reading that was offered of words in doubt,
    of those. An unknown one asks what is looked for."""
    doubted = turn.slots.get("doubted") or {}
    if topic in doubted.get("acts", ()):
        return [*await done(Act(topic, doubted["text"]), turn), *kept(doubted=None)]
    if topic not in Table.read().topics:
        return turn.say("utter_ask_what")
    return await done(Act(topic, ""), turn)
