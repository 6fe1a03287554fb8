"""What was searched before: the steps of the current search, and other searches of the same conversation.

A step is undone to the last state; another search is gone back to. Kept in Rasa's slots, as is the need itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.dialogue.need import Need, State

MOST_STEPS, MOST_THREADS = 8, 5


@dataclass(frozen=True, slots=True)
class History:
    """Earlier states of the current search, oldest first, and the last state of each other search."""

    steps: tuple[State, ...] = ()
    threads: tuple[State, ...] = ()

    @classmethod
    def from_slots(cls, tracker: Tracker) -> History:
        """The history in the slots of a conversation."""
        return cls(tuple(tracker.slots.get("earlier") or ()), tuple(tracker.slots.get("threads") or ()))

    def slots(self) -> list[EventType]:
        """The events that keep the history."""
        return [SlotSet("earlier", list(self.steps) or None), SlotSet("threads", list(self.threads) or None)]

    def moved(self, before: Need, after: Need) -> History:
        """The history once the shopper went from one need to the next."""
        if before.is_empty or before.state() == after.state():
            return self
        if before.is_about_another(after.product_types):
            others = [t for t in self.threads if not _same_subject(t, after) and not _same_subject(t, before)]
            return History((), (*others, before.state())[-MOST_THREADS:])
        return replace(self, steps=(*self.steps, before.state())[-MOST_STEPS:])

    def undone(self) -> tuple[Need, History] | None:
        """The need before the last step, and the history then; None if there was none."""
        if not self.steps:
            return None
        return Need.from_state(self.steps[-1]), replace(self, steps=self.steps[:-1])

    def thread(self, product_types: list[str], need: Need) -> Need | None:
        """The last search about one of these types, the current one at first; the last before, if none is named."""
        if product_types and not need.is_empty and not need.is_about_another(product_types):
            return need
        for state in reversed(self.threads):
            if not product_types or set(product_types) & set(state.get("product_types") or ()):
                return Need.from_state(state)
        return None


def _same_subject(state: State, need: Need) -> bool:
    return bool(set(state.get("product_types") or ()) & set(need.product_types))
