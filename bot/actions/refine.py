"""Wishes that are let go, more of the same, and going back."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType, FollowupAction

from bot.dialogue import retraction
from bot.dialogue.history import History
from bot.dialogue.need import told
from bot.dialogue.releasing import released
from bot.dialogue.replies import Answer
from bot.dialogue.turn import Turn, answered


async def action_release(turn: Turn) -> list[EventType]:
    """Lets go of the wishes that are named, or else of what was asked, and goes on."""
    need = turn.need
    if need.is_empty:
        return turn.say("utter_ask_what")
    dropped = retraction.taken_back(need, await turn.understood(is_answer=False), turn.text)
    if not dropped and need.asked:
        return await Answer(turn).give(need.declining(need.asked))
    if not dropped:
        return turn.say("utter_anything_else")
    return await Answer(turn).give(await released(turn, dropped), "utter_taken_back")


async def action_show_more(turn: Turn) -> list[EventType]:
    """Shows the next products of the order."""
    if turn.need.is_empty:
        return turn.say("utter_ask_what")
    return await Answer(turn).give(turn.need, "utter_more_products")


async def action_undo(turn: Turn) -> list[EventType]:
    """Goes one step back."""
    undone = History.from_slots(turn.tracker).undone()
    if undone is None:
        return turn.say("utter_nothing_to_undo")
    need, history = undone
    return await Answer(turn, history).give(need, "utter_taken_back")


async def action_drop(turn: Turn) -> list[EventType]:
    """Leaves what was asked or waits to be confirmed."""
    pending = turn.slots.get("order_task") or turn.slots.get("pending_change")
    turn.say("utter_order_left" if pending else "utter_anything_else")
    return answered(order_task=None, pending_change=None, offer=None, asked=None)


async def action_thread_back(turn: Turn) -> list[EventType]:
    """Goes back to an earlier search of the conversation: the one about what is named, or the last."""
    understood = await turn.understood()
    earlier = History.from_slots(turn.tracker).thread(understood.product_types, turn.need) or turn.need
    # "The bicycles again, perhaps in green": what is said besides is one wish more.
    besides = understood.model_copy(update={"rest": "", "product_types": []})
    return await Answer(turn).give(replace(told(earlier, besides), offset=0, asked=None), "utter_back_to")


async def action_restart(_turn: Turn) -> list[EventType]:
    """Has Rasa forget the conversation, which says that it does."""
    return [FollowupAction("action_restart")]
