"""Passing on to a person, with what they need to know in a line: what is looked for, wished, asked about an order."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.need import Need
from data.catalog.constraints import Constraint, Range
from recommender.protocol.messages import Notice

_SURE_OF_ANGER = 0.45
_LAST_WORDS = 3
"""Messages of the shopper that the summary quotes."""


class ActionHandoff(Action):
    """On request: at once and always."""

    response = "utter_handoff"

    def name(self) -> str:
        return "action_handoff"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return hand_over(dispatcher, tracker, self.response)


class ActionCalm(ActionHandoff):
    """On anger: with an apology. Words that only might be angry ("wibble") are asked about like others unclear."""

    response = "utter_anger"

    def name(self) -> str:
        return "action_calm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if (tracker.latest_message["intent"].get("confidence") or 1.0) >= _SURE_OF_ANGER:
            return await super().run(dispatcher, tracker, domain)
        misses = int(tracker.slots.get("misses") or 0)
        if misses > 1:
            return hand_over(dispatcher, tracker, self.response)
        dispatcher.utter_message(response="utter_fallback_choices" if misses else "utter_fallback")
        return [SlotSet("misses", float(misses + 1))]


def hand_over(dispatcher: CollectingDispatcher, tracker: Tracker, response: str) -> list[EventType]:
    """Says that a person takes over, with the summary for them."""
    notice = Notice(kind="handoff", summary=summary(tracker))
    dispatcher.utter_message(response=response, json_message=notice.model_dump(mode="json"))
    return [SlotSet("misses", None)]


def summary(tracker: Tracker) -> str:
    """The conversation in a few lines; empty if nothing was said that a person would need."""
    need, slots = Need.from_slots(tracker), tracker.slots
    lines = []
    if not need.is_empty:
        wishes = ", ".join(_spelled(constraint) for constraint in need.constraints)
        lines.append(f"Looks for: {need.query or 'anything'}" + (f" ({wishes})" if wishes else ""))
    if slots.get("order_number") or slots.get("order_task"):
        about = f"{slots.get('order_task') or 'order'} {slots.get('order_number') or ''}".strip().replace("_", " ")
        known = "number and email address fit" if _is_identified(tracker) else "not identified"
        lines.append(f"About an order: {about}, {known}")
    said = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    words = [text for text in said if text and not text.startswith("/")][-_LAST_WORDS:]
    if words:
        lines.append("Said last: " + " / ".join(words))
    return "\n".join(lines)


def _is_identified(tracker: Tracker) -> bool:
    slots = tracker.slots
    return bool(slots.get("order_number") and slots.get("email")) and not slots.get("wrong_orders")


def _spelled(constraint: Constraint) -> str:
    value = constraint.value
    if isinstance(value, Range):
        value = f"{value.min} to {value.max}"
    return f"{constraint.attribute} {constraint.op} {value}"
