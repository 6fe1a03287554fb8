"""Personal data on loan: what the message and the slots have placeholders for is put back for one turn, in memory.

Whatever leaves again (slots, words, what is shown) has placeholders in its place: Rasa, its database and the log never
see a value. What the order system adds, such as an address, becomes a placeholder here too; encrypted, its value goes
along to the gateway, which shows it to the shopper, and into the slot `lent`.
"""

from __future__ import annotations

import logging
from copy import copy
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue import wording
from data.privacy.vault import Vault
from language.placeholders import PLACEHOLDER, kind_of, next_number, placeholder, replaced, restored, throughout

log = logging.getLogger(__name__)

SECRETS, SLOT = "secrets", "lent"
"""The part of a message's metadata, and of what is shown, with the encrypted values by placeholder; the slot with those
of the shop's side."""
_ENTITIES = {"order": "order_number", "email": "email"}
"""What Rasa's patterns would have found, had they seen the value."""
_OF_CATALOG = frozenset(("shown", "focus", "compared", "locale", "order_task", "last_order_task", SLOT))
"""Slots that hold nothing a shopper said."""
_OF_SHOPPER = frozenset(("query", "use", "text", "summary", "request"))
"""Parts of what is shown that hold the shopper's words; the others are the catalog's."""
_SHORTEST = 4
"""Characters of a value that is masked wherever it stands in an answer: "123" is also something else."""
_MOST_KEPT = 20
"""Values of the shop's side that one conversation keeps."""


class Loan:
    """What one turn may know. `tracker` is the conversation with its values."""

    def __init__(self, tracker: Tracker, vault: Vault) -> None:
        metadata = tracker.latest_message.get("metadata") or {}
        sealed = {**(tracker.slots.get(SLOT) or {}), **(metadata.get(SECRETS) or {})}
        self._vault = vault
        self._masked: str = tracker.latest_message.get("text") or ""
        opened = {mark: vault.unseal(text) for mark, text in sealed.items() if text}
        self.values: dict[str, str] = {mark: value for mark, value in opened.items() if value is not None}
        if len(self.values) < len(opened):
            log.warning("a value on loan cannot be read: gateway and actions need the same keys (docs/privacy.md)")
        self._own: dict[str, str] = dict(tracker.slots.get(SLOT) or {})
        self._new: dict[str, str] = {}
        self.tracker = self._with_values(tracker)
        self._text: str = self.tracker.latest_message.get("text") or ""

    def add(self, kind: str, value: str | None) -> None:
        """Takes a value of the shop's side, or one that passed the gateway unmasked, for personal."""
        if not value or value in self.values.values():
            return
        mark = placeholder(kind, next_number(kind, self.values | self._own, is_shops=True), is_shops=True)
        self.values[mark] = value
        self._new[mark] = self._vault.seal(value)

    def without_personal(self, words: str) -> str:
        """Words to search with, without those that only say who somebody is. What looks like an order's number may be
        a product's, and stays."""
        said = {mark for mark in self.values if mark in self._masked and kind_of(mark) != "order"}
        for value in (self.values[mark] for mark in said):
            words = words.replace(value, " ")
            parts = {part.casefold() for part in _parted(value)}
            words = " ".join(word for word in words.split() if _bare(word) not in parts)
        return words

    def hidden(self, text: str) -> str:
        """Words of the message as a model elsewhere may read them."""
        return PLACEHOLDER.sub("…", self._masked_again(text, _SHORTEST))

    def closed(self, dispatcher: CollectingDispatcher, events: list[EventType]) -> list[EventType]:
        """The events without values, and the same done to what was said."""
        events = [self._event(event) for event in events]
        for message in dispatcher.messages:
            self._mask(message)
        if self._new:
            kept = dict(list({**self._own, **self._new}.items())[-_MOST_KEPT:])
            events.append(SlotSet(SLOT, kept))
            self._hand_over(dispatcher)
        return events

    def _with_values(self, tracker: Tracker) -> Tracker:
        if not self.values:
            return tracker
        found, message = copy(tracker), dict(tracker.latest_message)
        marks = [match[0] for match in PLACEHOLDER.finditer(self._masked) if match[0] in self.values]
        known = [
            {"entity": _ENTITIES[kind_of(mark)], "value": self.values[mark]}
            for mark in marks
            if kind_of(mark) in _ENTITIES
        ]
        message["text"] = self._back(self._masked)
        message["entities"] = [*(self._back(message.get("entities") or [])), *known]
        message["metadata"] = self._back({**(message.get("metadata") or {}), SECRETS: None})
        found.latest_message = message
        found.slots = {
            name: value if name in _OF_CATALOG else self._back(value) for name, value in tracker.slots.items()
        }
        return found

    def _back(self, value: Any) -> Any:
        return throughout(value, lambda text: restored(text, self.values))

    def _event(self, event: EventType) -> EventType:
        if event.get("event") != "slot" or event["name"] in _OF_CATALOG:
            return event
        return {**event, "value": throughout(event["value"], self._masked_again)}

    def _masked_again(self, text: str, least: int = 1) -> str:
        if self._text and self._text != self._masked:
            text = text.replace(self._text, self._masked)
        return replaced(text, self.values, least)

    def _mask(self, message: dict[str, Any]) -> None:
        """Masks what a message says in words of the shopper, in place; what it shows of the catalog stays."""
        if not self.values:
            return
        for name, value in message.items():
            if name == "custom":
                message[name] = self._shown(value)
            elif name not in ("response", "template"):
                message[name] = throughout(value, lambda text: self._masked_again(text, _SHORTEST))

    def _shown(self, value: Any) -> Any:
        if isinstance(value, dict):
            masked = {}
            for name, part in value.items():
                is_said = name in _OF_SHOPPER
                masked[name] = (
                    throughout(part, lambda text: self._masked_again(text, _SHORTEST)) if is_said else self._shown(part)
                )
            return masked
        return [self._shown(part) for part in value] if isinstance(value, list) else value

    def _hand_over(self, dispatcher: CollectingDispatcher) -> None:
        """Has the gateway know the new values, beside the first thing said that may carry more than its words."""
        free = wording.bearers(dispatcher.messages)
        if free:
            wording.bear(free[0], **{SECRETS: dict(self._new)})
        else:
            log.warning("no message can carry the order system's values to the gateway: it shows placeholders for them")


def _parted(value: str) -> list[str]:
    return [bare for part in value.split() if (bare := _bare(part))]


def _bare(word: str) -> str:
    return word.strip(" ,.;:!?()\"'").casefold()
