"""What stands before the shopper when a message comes: what the assistant did last, and what it asked."""

from __future__ import annotations

from collections.abc import Iterator

from rasa_sdk import Tracker

from bot.acts.scene import Scene
from bot.dialogue.decisions import Table
from bot.dialogue.need import Need

_ASKED = "utter_ask_"
_KINDS = ("boolean", "numeric", "categorical")


def scene(tracker: Tracker, need: Need, shown: int, *, focused: bool = False) -> Scene:
    """The scene of the message that came last. `shown` is the number of products before the shopper, `focused` whether
    one is talked about, be it on the page that they are on."""
    said = list(_said_last(tracker))
    state = _state(said, shown)
    if state == "start" and focused:
        state, shown = "product", 1
    kind = next((kind for kind in _KINDS if f"{_ASKED}{kind}" in said), "")
    asked = (need.asked or "").replace("_", " ") if state in ("question", "offer") else ""
    return Scene(state=state, asked=asked, asked_kind=kind, types=need.product_types, listed=shown)


def _state(said: list[str], shown: int) -> str:
    found = next(
        (one.state for one in Table.read().states if any(name.startswith(one.said) for name in said)),
        "restored" if shown and not said else "list" if shown else "start",
    )
    return "page-list" if found == "page" and shown else found


def _said_last(tracker: Tracker) -> Iterator[str]:
    """The names of the responses since the shopper's message before this one, newest first."""
    is_current = True
    for event in reversed(tracker.events):
        if event.get("event") == "user" and not is_current:
            return
        if event.get("event") == "bot":
            is_current = False
            yield str((event.get("metadata") or {}).get("utter_action", ""))
