"""What the assistant does at its limits: one clarifying question, then choices, then a person.

`misses` counts the messages in a row that led nowhere; any answer resets it. On request or anger a person comes at
once, by rule.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.handoff import hand_over


def is_first_step(tracker: Tracker) -> bool:
    """Whether the last message led somewhere."""
    return not tracker.slots.get("misses")


def step_up(
    dispatcher: CollectingDispatcher, tracker: Tracker, first: str, worded: str | None = None
) -> list[EventType]:
    """Says the next step of the ladder; `first` is what is said at its foot, or `worded` in its place."""
    misses = int(tracker.slots.get("misses") or 0)
    if misses > 1:
        return hand_over(dispatcher, tracker, "utter_handoff_after_misses")
    if worded and not misses:
        dispatcher.utter_message(response="utter_fallback_worded", reply=worded)
    else:
        dispatcher.utter_message(response="utter_fallback_choices" if misses else first)
    return [SlotSet("misses", float(misses + 1))]
