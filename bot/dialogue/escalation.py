"""What the assistant does at its limits: one clarifying question, then choices, then a person.

`misses` counts the messages in a row that led nowhere; any answer resets it. On request or anger a person comes at
once. Who takes over finds in a few lines what the conversation was about.
"""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import phrasing
from bot.dialogue.turn import Turn, answered, kept
from data.catalog.constraints import Constraint, Range
from recommender.protocol.messages import HandoffReason, Notice

_LAST_WORDS = 3
"""Messages of the shopper that the summary quotes."""


def step_up(turn: Turn, first: str, last: str = "utter_handoff_after_misses") -> list[EventType]:
    """Says the next step of the ladder; `first` is what is said at its foot, `last` with what a person is called."""
    misses = int(turn.slots.get("misses") or 0)
    if misses > 1:
        return hand_over(turn, last, "misses")
    turn.say("utter_fallback_choices" if misses else first)
    return kept(misses=float(misses + 1))


async def step_up_in_words(turn: Turn, first: str) -> list[EventType]:
    """The same; the clarifying question takes up what was said, where a chat model words it."""
    reply = None if turn.slots.get("misses") else await phrasing.of_fallback(turn, first)
    if reply is None:
        return step_up(turn, first)
    turn.say("utter_fallback_worded", reply=reply)
    return kept(misses=1.0)


def hand_over(turn: Turn, response: str, reason: HandoffReason) -> list[EventType]:
    """Says that a person takes over, with the summary for them and why they are wanted."""
    turn.say(response, Notice(kind="handoff", summary=summary(turn), reason=reason))
    return answered()


def summary(turn: Turn) -> str:
    """The conversation in a few lines; empty if nothing was said that a person would need."""
    need, slots, lines = turn.need, turn.slots, []
    if not need.is_empty:
        constraints = ", ".join(_spelled(constraint) for constraint in need.constraints)
        lines.append(f"Looks for: {need.words or 'anything'}" + (f" ({constraints})" if constraints else ""))
    if slots.get("order_number") or slots.get("order_task"):
        about = f"{slots.get('order_task') or 'order'} {slots.get('order_number') or ''}".strip().replace("_", " ")
        is_identified = slots.get("order_number") and slots.get("email") and not slots.get("wrong_orders")
        known = "number and email address fit" if is_identified else "not identified"
        lines.append(f"About an order: {about}, {known}")
    said = [event.get("text") or "" for event in turn.tracker.events if event.get("event") == "user"]
    words = [text for text in said if text and not text.startswith("/")][-_LAST_WORDS:]
    if words:
        lines.append("Said last: " + " / ".join(words))
    return "\n".join(lines)


def _spelled(constraint: Constraint) -> str:
    value = constraint.value
    if isinstance(value, Range):
        value = f"{value.min} to {value.max}"
    return f"{constraint.attribute} {constraint.op} {value}"
