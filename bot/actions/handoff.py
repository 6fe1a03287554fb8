"""Passing on to a person: on request at once and always, on anger with an apology."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.actions.base import TurnAction
from bot.dialogue.escalation import hand_over, step_up
from bot.dialogue.turn import Turn

_SURE_OF_ANGER = 0.45


class ActionHandoff(TurnAction):
    """On request."""

    called = "action_handoff"

    async def answer(self, turn: Turn) -> list[EventType]:
        return hand_over(turn, "utter_handoff")


class ActionCalm(TurnAction):
    """On anger. Words that only might be angry ("wibble") are asked about like others unclear."""

    called = "action_calm"

    async def answer(self, turn: Turn) -> list[EventType]:
        if turn.confidence >= _SURE_OF_ANGER:
            return hand_over(turn, "utter_anger")
        return step_up(turn, "utter_fallback", last="utter_anger")
