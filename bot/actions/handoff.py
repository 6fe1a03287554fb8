"""Passing on to a person: on request at once and always, on anger with an apology."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue.escalation import hand_over, step_up
from bot.dialogue.turn import Turn

_SURE_OF_ANGER = 0.45


async def action_handoff(turn: Turn) -> list[EventType]:
    """On request."""
    return hand_over(turn, "utter_handoff")


async def action_calm(turn: Turn) -> list[EventType]:
    """On anger. Words that only might be angry ("wibble") are asked about like others unclear."""
    if turn.confidence >= _SURE_OF_ANGER:
        return hand_over(turn, "utter_anger")
    return step_up(turn, "utter_fallback", last="utter_anger")
