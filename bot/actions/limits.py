"""Words that no rule is for: a search after all, or one step up the ladder to a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import phrasing
from bot.actions.answers import Answer
from bot.actions.ladder import is_first_step, step_up
from bot.actions.needs import Need, says_something, told
from bot.actions.orders import ActionOrder, is_expected
from bot.actions.search import ActionSearch

_SURE = 0.7
"""Confidence from which words are out of scope although they name a product: "how do I clean my keyboard"."""


class ActionFallback(ActionSearch):
    """Unclear words are a search after all if they name something of the catalog; else one step up the ladder."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_expected(tracker):
            return await ActionOrder().run(dispatcher, tracker, domain)
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        if says_something(understood):
            return await Answer(dispatcher, tracker, self.client).give(told(need, understood))
        return await _step_up(dispatcher, tracker, "utter_fallback")


class ActionOutOfScope(ActionSearch):
    """Says what the assistant does not do; a product of the catalog that is named is a request after all."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_expected(tracker):
            return await ActionOrder().run(dispatcher, tracker, domain)
        need = Need.from_slots(tracker)
        if (tracker.latest_message["intent"].get("confidence") or 1.0) < _SURE:
            understood = await self.understood(dispatcher, tracker, need)
            if understood is None:
                return []
            if understood.product_types:
                return await Answer(dispatcher, tracker, self.client).give(told(need, understood))
        return await _step_up(dispatcher, tracker, "utter_out_of_scope")


async def _step_up(dispatcher: CollectingDispatcher, tracker: Tracker, first: str) -> list[EventType]:
    """The next step; the clarifying question takes up what was said, where a chat model words it."""
    reply = await phrasing.of_fallback(tracker, first) if is_first_step(tracker) else None
    return step_up(dispatcher, tracker, first, reply)
