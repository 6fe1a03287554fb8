"""A conversation in Rasa whose slots outlive its events, and what of its events is kept.

Rasa copies a conversation by replaying its events, for each action. With a bounded history that would lose every slot
that was set before the first event kept; so this one copies what it holds, which is faster besides.
"""

from __future__ import annotations

import copy
from collections.abc import Set
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from language.placeholders import HIDDEN, SECRETS

MOST_EVENTS = 60
_PERSONAL = frozenset(("order_number", "email"))
_UNREAD = ("intent_ranking", "text_tokens")
"""Parts of a parsed message that nothing reads once it is answered."""


class BoundedTracker(DialogueStateTracker):
    """A conversation without its first events."""

    def copy(self) -> DialogueStateTracker:
        """A duplicate: the same events and state, in containers of its own. It stamps no model on new events."""
        duplicate = copy.copy(self)
        duplicate.events = copy.copy(self.events)
        duplicate.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        duplicate.active_loop = copy.copy(self.active_loop)
        duplicate.sender_source = duplicate.model_id = duplicate.assistant_id = None
        return duplicate


def last_turns(events: list[Event], weighing: Set[str]) -> list[Event]:
    """The last events, beginning where the assistant listened: a turn is never cut in two.

    Slots are kept by themselves; only changes of those that are `weighing` on policies stay among the events.
    """
    kept = [event for event in events if not isinstance(event, SlotSet) or event.key in weighing]
    if len(kept) <= MOST_EVENTS:
        return kept
    for start in range(len(kept) - MOST_EVENTS, len(kept)):
        event = kept[start]
        if isinstance(event, ActionExecuted) and event.action_name == "action_listen":
            return kept[start:]
    return kept[-MOST_EVENTS:]


def slim(event: Event) -> dict[str, Any]:
    """An event without what nothing reads again: product cards that were sent, other intents it might have been; and
    without order numbers and email addresses, should any have come in plain text.
    """
    stored: dict[str, Any] = event.as_dict()
    if isinstance(event, BotUttered) and (stored.get("data") or {}).get("custom"):
        custom = stored["data"]["custom"]
        stored["data"] = {**stored["data"], "custom": {"type": custom.get("type")}}
    if isinstance(event, UserUttered):
        parsed = {name: part for name, part in stored["parse_data"].items() if name not in _UNREAD}
        for said in (stored, parsed):  # the next message brings its encrypted values again
            said["metadata"] = {name: part for name, part in (said.get("metadata") or {}).items() if name != SECRETS}
        entities = parsed.get("entities") or []
        personal = [str(entity.get("value")) for entity in entities if entity.get("entity") in _PERSONAL]
        parsed["entities"] = [entity for entity in entities if entity.get("entity") not in _PERSONAL]
        for value in personal:
            stored["text"] = (stored.get("text") or "").replace(value, HIDDEN)
            parsed["text"] = (parsed.get("text") or "").replace(value, HIDDEN)
        stored["parse_data"] = parsed
    return stored
