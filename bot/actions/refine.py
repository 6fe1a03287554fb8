"""No preference, more of the same, and going back."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType

from bot.dialogue import retraction
from bot.dialogue.history import History
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn


async def action_no_preference(turn: Turn) -> list[EventType]:
    """Lets the attributes that are named go, or else the asked one, and goes on."""
    need, understood = turn.need, await turn.understood()
    declined = understood.attributes or ([need.asked] if need.asked else [])
    if need.is_empty or not declined:
        return turn.say("utter_ask_what" if need.is_empty else "utter_anything_else")
    for attribute in declined:
        need = need.declining(attribute)
    return await Answer(turn).give(need)


async def action_show_more(turn: Turn) -> list[EventType]:
    """Shows the next products of the order."""
    if turn.need.is_empty:
        return turn.say("utter_ask_what")
    return await Answer(turn).give(turn.need, "utter_more_products")


async def action_undo(turn: Turn) -> list[EventType]:
    """Takes back the constraint that is named, all of them, or the last step."""
    need = turn.need
    dropped = retraction.taken_back(need, await turn.understood(is_answer=False), turn.text)
    if dropped:
        for attribute in dropped:
            need = need.declining(attribute)
        return await Answer(turn).give(need, "utter_taken_back")
    undone = History.from_slots(turn.tracker).undone()
    if undone is None:
        return turn.say("utter_nothing_to_undo")
    need, history = undone
    return await Answer(turn, history).give(need, "utter_taken_back")


async def action_thread_back(turn: Turn) -> list[EventType]:
    """Goes back to an earlier search of the conversation: the one about what is named, or the last."""
    earlier = History.from_slots(turn.tracker).thread((await turn.understood()).product_types, turn.need)
    return await Answer(turn).give(replace(earlier or turn.need, offset=0, asked=None), "utter_back_to")
