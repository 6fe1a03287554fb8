"""Looking for products by words: a new search, or the current one with one wish more, or other, or wider."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType

from bot.dialogue import pending_change, refinement, viewing
from bot.dialogue.history import History
from bot.dialogue.need import Need, says_something, told, widened
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn
from data.catalog.constraints import Constraint
from recommender.protocol.understand import UnderstandResponse

_NOTES = {"unknown_code": "utter_unknown_code", "unchecked": "utter_unchecked"}


async def action_search(turn: Turn) -> list[EventType]:
    """Takes the words up into the need, and recommends."""
    need, understood = turn.need, await turn.understood()
    _say_notes(turn, understood)
    pointing = [] if turn.pointer.is_empty else refinement.measured(turn.text, need, understood)
    if need.is_empty and (pointing or viewing.is_pointed_at(turn)):
        need = viewing.of_its_kind(understood)
    if not pointing and not says_something(understood) and not understood.rest:
        return turn.say("utter_ask_what") if need.is_empty else await Answer(turn).give(replace(need, offset=0))
    if not pointing:
        taken = {c.attribute for c in need.constraints}
        implied = [one for one in await turn.implied() if one.attribute not in taken]
        understood = understood.model_copy(update={"constraints": [*understood.constraints, *implied]})
    return await _refined(turn, need, understood, pointing)


async def action_widen(turn: Turn) -> list[EventType]:
    """Takes what is named beside what was asked for, where it was in its place; else as any wish."""
    need, understood = turn.need, await turn.understood()
    _say_notes(turn, understood)
    wider = widened(need, understood)
    if wider == need:
        return await action_search(turn)
    return await Answer(turn).give(wider)


async def action_correct(turn: Turn) -> list[EventType]:
    """Takes what was meant in place of what was understood; where no words say it, takes the last step back."""
    undone = History.from_slots(turn.tracker).undone()
    if undone is None or says_something(await turn.understood()):
        return await action_search(turn)
    need, history = undone
    return await Answer(turn, history).give(told(need, await turn.understood()), "utter_taken_back")


async def _refined(
    turn: Turn, need: Need, understood: UnderstandResponse, pointing: list[Constraint]
) -> list[EventType]:
    if refinement.is_number(turn.text):
        understood = refinement.in_the_sense_of(need, understood)
    # Words that reject or compare are no words to search with.
    after = told(need, understood.model_copy(update={"rest": ""}) if pointing else understood)
    nearest = refinement.nearest(after, understood) if pointing else None
    for constraint in pointing:
        after = after.constrained_by(constraint)
    # Only words of their own may be about something else, and only while no kind of product is agreed on.
    otherwise = told(Need(), understood) if understood.rest and not pointing and not need.product_types else None
    return await Answer(turn).give(after, otherwise=otherwise, instead=nearest)


def _say_notes(turn: Turn, understood: UnderstandResponse) -> None:
    """Words that could not be taken as they are, and misspelled ones: said, so that the shopper can correct them; and
    the number that a product was found by, where its title does not show it."""
    for note in understood.notes:
        turn.say(_NOTES[note.kind] if note.kind else "utter_note", said=note.text, reason=note.reason)
    for named in understood.named:
        if named.code and not named.visible and len(named.ids) == 1:
            turn.say("utter_found_by", label=named.label, code=named.code)
    for said, read in understood.corrections.items():
        turn.say("utter_corrected", said=said, read=read)


async def action_confirm(turn: Turn) -> list[EventType]:
    """A plain yes or no: about an offer, a yes/no attribute, or wanting something at all."""
    need, is_yes = turn.need, turn.act.name == "affirm"
    backend, offer = turn.services.orders, turn.slots.get("offer")
    if backend is not None and pending_change.is_asked(turn):
        return await pending_change.settle(turn, backend, is_yes=is_yes)
    if offer and is_yes:  # "shall I leave it out?"
        return await Answer(turn).give(_accepting(need, offer))
    if need.is_empty:
        return turn.say("utter_ask_what" if is_yes else "utter_anything_else")
    understood = await turn.understood()
    if says_something(understood):
        return await Answer(turn).give(told(need, understood.model_copy(update={"rest": ""})))
    if offer or need.asked is None:
        return turn.say("utter_ask_what_instead" if offer else "utter_anything_else")
    if is_yes:
        return turn.say("utter_ask_which")
    return await Answer(turn).give(need.declining(need.asked))


def _accepting(need: Need, offer: dict[str, Any]) -> Need:
    """The need with the change that was offered: a constraint widened, or dropped."""
    if offer.get("constraint"):
        return need.constrained_by(Constraint.model_validate(offer["constraint"]))
    return replace(need.declining(offer["attribute"]), asked=None)
