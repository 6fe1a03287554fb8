"""Words that no rule is for: a search after all, a question to the pages, or one step up the ladder to a person."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import pages, speech
from bot.dialogue.escalation import step_up_in_words
from bot.dialogue.need import says_something, told
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn, answered

_SURE = 0.7
"""Confidence from which words are out of scope although they name a product: "how do I clean my keyboard"."""
_LIKELY = 0.2


async def action_fallback(turn: Turn) -> list[EventType]:
    """Unclear words are a search after all if they name something of the catalog; else one step up the ladder."""
    understood = await turn.understood()
    awaited = turn.need.awaits_use and understood.rest
    if awaited or says_something(understood) or (not turn.need.is_empty and _is_nearly_search(turn)):
        return await Answer(turn).give(told(turn.need, understood))
    if passages := await pages.surely(turn) or await pages.followed(turn):
        await pages.say(turn, passages)
        return answered()
    return await step_up_in_words(turn, "utter_fallback")


def _is_nearly_search(turn: Turn) -> bool:
    """Whether words that are unclear are a search more than anything else."""
    likely = next((intent for intent in turn.ranking if intent["name"] != "nlu_fallback"), None)
    return likely is not None and likely["name"] == "search" and likely["confidence"] >= _LIKELY


async def action_out_of_scope(turn: Turn) -> list[EventType]:
    """Says what the assistant does not do; a product of the catalog that is named is a request after all."""
    is_refining = not turn.need.is_empty and not speech.says("asking", turn.text)
    is_sure = turn.confidence >= _SURE
    if is_refining or not is_sure:
        understood = await turn.understood()
        if (understood.product_types and not is_sure) or (is_refining and understood.constraints):
            return await Answer(turn).give(told(turn.need, understood))
    passages = [] if is_sure else await pages.surely(turn)
    if passages:
        await pages.say(turn, passages)
        return answered()
    return await step_up_in_words(turn, "utter_out_of_scope")
