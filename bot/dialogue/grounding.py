"""What the conversation holds, held against what stands before the shopper: while a person serves them, the assistant's
answers are drafts, and what of them was never sent was neither said nor shown.

The gateway says what stands there (`standing` in the message's metadata, `data.conversations.standing`), unless the
assistant's own answer was said last. What the shopper said counts in any case.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.dialogue.need import Need
from bot.dialogue.orders import ADDRESS
from recommender.protocol.recommend import USE

BEFORE = "undrafted"
"""The slot with what was said before a draft: what holds if it is not sent."""
_SAID = ("offer", "doubted", "inquiry", "pending_change", "misses", "admitted")
"""Slots with what the assistant itself said or asked. What was shown and asked of attributes, the log knows."""
_RESPONSES = {
    "products": "utter_products",
    "comparison": "utter_comparison",
    "product_detail": "utter_details",
}
"""By type of message, as which response it counts."""


def grounded(tracker: Tracker) -> tuple[Tracker, list[EventType]]:
    """The conversation as it stands, and the events that keep it so."""
    standing = (tracker.latest_message.get("metadata") or {}).get("standing")
    if not isinstance(standing, dict):
        return tracker, [] if tracker.slots.get(BEFORE) is None else [SlotSet(BEFORE, None)]
    is_said = bool(standing.get("is_said"))
    slots = {name: standing.get(name) or None for name in ("asked", "shown", "compared", "focus")}
    before = tracker.slots if is_said else tracker.slots.get(BEFORE) or {}
    if not slots["focus"] and slots["shown"] == (before.get("shown") or None):
        slots["focus"] = before.get("focus")  # which mere words may have named
    found = copy.copy(tracker)
    if not is_said:
        slots |= _unsaid(tracker, slots["asked"])
        found.events = _heard(tracker.events, standing)
    slots[BEFORE] = None
    found.slots = tracker.slots | slots
    changed = [SlotSet(name, value) for name, value in slots.items() if tracker.slots.get(name) != value]
    return found, changed


def drafted(tracker: Tracker, events: Sequence[EventType]) -> list[EventType]:
    """The events that keep what holds if this answer, a draft, is not sent. `tracker`: the conversation as it stands;
    `events`: those of the answer."""
    after = copy.copy(tracker)
    after.slots = tracker.slots | {one["name"]: one["value"] for one in events if one.get("event") == "slot"}
    is_same = Need.from_slots(tracker).state() == Need.from_slots(after).state()
    kept = {name: tracker.slots.get(name) for name in (*_SAID, "shown", "focus")}
    return [SlotSet(BEFORE, kept | {"offset": tracker.slots.get("offset") if is_same else None})]


def _unsaid(tracker: Tracker, asked: str | None) -> dict[str, Any]:
    """What the slots were before the answer that was not said."""
    before: dict[str, Any] = tracker.slots.get(BEFORE) or {}
    slots = {name: before.get(name) for name in (*_SAID, "offset")}
    if tracker.slots.get("asked") == USE != asked:
        slots["use_asked"] = None
    if tracker.slots.get("order_task") == ADDRESS:  # which takes any words for one
        slots["order_task"] = None
    return slots


def _heard(events: Sequence[dict[str, Any]], standing: dict[str, Any]) -> list[dict[str, Any]]:
    """The events with what was said in place of the answer that was not."""
    users = [place for place, event in enumerate(events) if event.get("event") == "user"][-2:]
    now, last = (users[-1] if users else len(events)), (users[0] if len(users) > 1 else 0)
    since = [event for event in events[last:now] if event.get("event") != "bot"]
    return [*events[:last], *since, *_bots(standing), *events[now:]]


def _bots(standing: dict[str, Any]) -> list[dict[str, Any]]:
    kind = "use" if standing.get("asked") == USE else standing.get("kind")
    responses = _RESPONSES | ({"question": f"utter_ask_{kind}"} if kind else {})
    said = [responses[type] for type in standing.get("said") or () if type in responses]
    said = said or [""]  # words of a person, or nothing: what was said long before is not what was said last
    return [{"event": "bot", "metadata": {"utter_action": name}} for name in said]
