"""Looking for products by words: a new search, or one more constraint about the current one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType

from bot.dialogue import pending_change, refinement, speech
from bot.dialogue.escalation import step_up
from bot.dialogue.need import Need, says_something, told
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn
from data.catalog.constraints import Constraint
from recommender.protocol.understand import UnderstandResponse

_SURE = 0.5
"""Confidence that words which name nothing of the catalog are about products all the same."""


async def action_search(turn: Turn) -> list[EventType]:
    """Understands the shopper's words in the catalog's terms, and recommends."""
    need, understood = turn.need, await turn.understood()
    _say_notes(turn, understood)
    pointing = refinement.measured(turn.text, need, understood) if turn.pointer.shown else []
    if not pointing and not says_something(understood):
        if not understood.rest:
            return turn.say("utter_ask_what")
        if not need.is_empty and speech.says("another", turn.text):
            return await Answer(turn).give(need, "utter_more_products")
        if turn.confidence < _SURE and not need.awaits_use:
            return step_up(turn, "utter_fallback")
    return await _refined(turn, need, understood, pointing)


async def _refined(
    turn: Turn, need: Need, understood: UnderstandResponse, pointing: list[Constraint]
) -> list[EventType]:
    if speech.says("releasing", turn.text):
        need, understood = refinement.released(need, understood)
    if refinement.is_number(turn.text):
        understood = refinement.in_the_sense_of(need, understood)
    # Words that reject or compare are no words to search with.
    after = told(need, understood.model_copy(update={"rest": ""}) if pointing else understood)
    for constraint in pointing:
        after = after.constrained_by(constraint)
    # Only words of their own may be about something else; a constraint alone is about what is searched.
    otherwise = told(Need(), understood) if understood.rest and not pointing else None
    return await Answer(turn).give(after, otherwise=otherwise)


def _say_notes(turn: Turn, understood: UnderstandResponse) -> None:
    """Words that could not be taken as they are, and misspelled ones: said, so that the shopper can correct them."""
    for note in understood.notes:
        turn.say("utter_note", said=note.text, reason=note.reason)
    for said, read in understood.corrections.items():
        turn.say("utter_corrected", said=said, read=read)


async def action_confirm(turn: Turn) -> list[EventType]:
    """A plain yes or no: about an offer, a yes/no attribute, or wanting something at all."""
    need, is_yes = turn.need, turn.intent == "affirm"
    backend, offer = turn.services.orders, turn.slots.get("offer")
    if backend is not None and pending_change.is_asked(turn):
        return await pending_change.settle(turn, backend, is_yes=is_yes)
    if offer and is_yes:  # "shall I leave it out?"
        return await Answer(turn).give(_accepting(need, offer))
    if offer or need.asked is None:
        unasked = "utter_ask_what" if is_yes else "utter_anything_else"
        return turn.say("utter_ask_what_instead" if offer else unasked)
    understood = await turn.understood()
    if says_something(understood):
        return await Answer(turn).give(told(need, understood.model_copy(update={"rest": ""})))
    if is_yes:
        return turn.say("utter_ask_which")
    return await Answer(turn).give(need.declining(need.asked))


def _accepting(need: Need, offer: dict[str, Any]) -> Need:
    """The need with the change that was offered: a constraint widened, or dropped."""
    if offer.get("constraint"):
        return need.constrained_by(Constraint.model_validate(offer["constraint"]))
    return replace(need.declining(offer["attribute"]), asked=None)
