"""Words that could mean several things, or that nothing can be made of: asked about, as short as can be.

While products are before the shopper, the likeliest readings of what they said are offered to tap; only where there
is none is it one step up the ladder to a person.
"""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import pages, wording
from bot.dialogue.decisions import Table
from bot.dialogue.escalation import step_up, step_up_in_words
from bot.dialogue.need import says_something, told
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn, answered, kept
from recommender.protocol.messages import Question
from recommender.protocol.recommend import FacetValue

TOPIC = "topic"
"""The attribute of a tapped choice that is about no product."""
_MOST_READINGS = 2


async def action_doubt(turn: Turn) -> list[EventType]:
    """Asks which of the likeliest readings is meant, each to tap."""
    readings = _readings(turn)
    if len(readings) < _MOST_READINGS or turn.slots.get("misses"):
        return await action_fallback(turn)
    options = [FacetValue(value=act, label=label, count=0) for act, label in readings.items()]
    label = wording.text("utter_doubt_label", turn.locale)
    turn.say("utter_doubt", Question(attribute=TOPIC, label=label, options=options, may_skip=False))
    return kept(doubted={"text": turn.text, "acts": list(readings)}, misses=1.0)


async def action_fallback(turn: Turn) -> list[EventType]:
    """Unclear words are a search after all if they name something of the catalog; else one step up the ladder."""
    understood = await turn.understood()
    awaited = turn.need.awaits_use and understood.rest
    if awaited or says_something(understood):
        return await Answer(turn).give(told(turn.need, understood))
    if passages := await pages.surely(turn) or await pages.followed(turn):
        await pages.say(turn, passages)
        return answered()
    if turn.need.is_empty:
        return await step_up_in_words(turn, "utter_fallback")
    return step_up(turn, "utter_fallback_listed")


async def action_out_of_scope(turn: Turn) -> list[EventType]:
    """Says what the assistant does not do."""
    return await step_up_in_words(turn, "utter_out_of_scope")


def _readings(turn: Turn) -> dict[str, str]:
    """The likeliest acts that are answered differently, with what each is called."""
    actions = Table.read().acts
    found: dict[str, str] = {}
    for name, _ in turn.act.ranking:
        action = actions[name]
        label = wording.piece(f"utter_reading_{name}", turn.locale) or wording.piece(
            f"utter_reading_{action.removeprefix('action_')}", turn.locale
        )
        if label and action not in {actions[other] for other in found} and len(found) < _MOST_READINGS:
            found[name] = label
    return found
