"""Passing on to a person: on request at once and always, on anger with an apology."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue.escalation import hand_over
from bot.dialogue.turn import Turn


async def action_handoff(turn: Turn) -> list[EventType]:
    """On request, or on anger."""
    if turn.act.name == "anger":
        return hand_over(turn, "utter_anger", "anger")
    return hand_over(turn, "utter_handoff", "asked")
