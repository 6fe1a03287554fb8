"""Words that no rule is for: a search after all, or one step up the ladder to a person."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.orders import ActionOrder, is_expected
from bot.actions.policies import ActionPolicy, followed_up, say
from bot.actions.products import ActionDetails
from bot.actions.search import ActionSearch
from bot.dialogue import phrasing
from bot.dialogue.escalation import is_first_step, step_up
from bot.dialogue.need import Need, says_something, told
from bot.dialogue.references import names_place
from bot.dialogue.replies import Answer
from recommender.client import RecommenderRejected, RecommenderUnavailable

_SURE = 0.7
"""Confidence from which words are out of scope although they name a product: "how do I clean my keyboard"."""
_ASKING = re.compile(r"(?:how|what|who|when|where|why|which|can|could|do|does|is|are|will|tell|write|give|sing|play)\b")
"""How a question or an order to the assistant begins, that is no wish about the products in question."""
_LIKELY = 0.2
_FEWEST_WORDS = 3
"""A question to the pages has so many; fewer words are near to any passage."""


def _is_nearly_search(tracker: Tracker) -> bool:
    """Whether words that are unclear are a wish more than anything else."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    likely = next((intent for intent in ranking if intent["name"] != "nlu_fallback"), None)
    return likely is not None and likely["name"] == "search" and likely["confidence"] >= _LIKELY


class Limited(ActionSearch):
    """A search by words that no rule is for, or a question that the shop's pages answer all the same."""

    async def is_answered(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Whether a page surely answers the message; then that is said."""
        if len((tracker.latest_message.get("text") or "").split()) < _FEWEST_WORDS:
            return False
        try:
            found = await ActionPolicy(self.client).passages(tracker)
        except (RecommenderUnavailable, RecommenderRejected):
            return False
        for passage in found:
            await say(dispatcher, tracker, passage)
        return bool(found)


class ActionFallback(Limited):
    """Unclear words are about the product that they point at, or a search after all if they name something of the
    catalog; else one step up the ladder."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_expected(tracker):
            return await ActionOrder().run(dispatcher, tracker, domain)
        if tracker.slots.get("shown") and names_place(tracker.latest_message.get("text") or ""):
            return await ActionDetails(self.client).run(dispatcher, tracker, domain)
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        if says_something(understood) or (not need.is_empty and _is_nearly_search(tracker)):
            return await Answer(dispatcher, tracker, self.client).give(told(need, understood))
        if await self.is_answered(dispatcher, tracker) or await followed_up(self.client, dispatcher, tracker):
            return [SlotSet("misses", None)]
        return await _step_up(dispatcher, tracker, "utter_fallback")


class ActionOutOfScope(Limited):
    """Says what the assistant does not do; a product of the catalog that is named is a request after all."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_expected(tracker):
            return await ActionOrder().run(dispatcher, tracker, domain)
        need = Need.from_slots(tracker)
        is_wish = not need.is_empty and not _ASKING.match((tracker.latest_message.get("text") or "").lower())
        is_sure = (tracker.latest_message["intent"].get("confidence") or 1.0) >= _SURE
        if is_wish or not is_sure:
            understood = await self.understood(dispatcher, tracker, need)
            if understood is None:
                return []
            if (understood.product_types and not is_sure) or (is_wish and understood.constraints):
                return await Answer(dispatcher, tracker, self.client).give(told(need, understood))
            if not is_sure and await self.is_answered(dispatcher, tracker):
                return [SlotSet("misses", None)]
        return await _step_up(dispatcher, tracker, "utter_out_of_scope")


async def _step_up(dispatcher: CollectingDispatcher, tracker: Tracker, first: str) -> list[EventType]:
    """The next step; the clarifying question takes up what was said, where a chat model words it."""
    reply = await phrasing.of_fallback(tracker, first) if is_first_step(tracker) else None
    return step_up(dispatcher, tracker, first, reply)
