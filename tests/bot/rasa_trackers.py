"""Runs in Rasa's environment for `rasa_side.py`: what becomes of conversations in Rasa's parts and in ours."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any


def copies() -> dict[str, Any]:
    """The state of a conversation, of Rasa's copy of it and of ours; and ours when the first events are gone."""
    from rasa.shared.core import events as said

    from bot.components.tracker import BoundedTracker, last_turns

    happened = [said.ActionExecuted("action_listen"), said.SlotSet("query", "mouse")]
    for turn in range(20):
        happened += [
            said.UserUttered(f"message {turn}", {"name": "search", "confidence": 1.0}),
            said.DefinePrevUserUtteredFeaturization(False),
            said.ActionExecuted("action_search"),
            said.SlotSet("offset", float(turn)),
            said.BotUttered("here"),
            said.ActionExecuted("action_listen"),
        ]
    endings = {
        "plain": [],
        "restarted": [said.Restarted(), said.ActionExecuted("action_listen")],
        "paused": [said.ConversationPaused()],
        "followed": [said.FollowupAction("action_search")],
        "in a form": [said.ActiveLoop("form"), said.ActionExecuted("form")],
    }

    def plain(part: Any) -> Any:
        if not isinstance(part, said.Event):
            return repr(part)
        return {name: value for name, value in part.as_dict().items() if name != "timestamp"}

    def state(tracker: Any) -> Any:
        seen = {name: plain(part) for name, part in vars(tracker).items() if name not in ("slots", "events")}
        slots = {name: [slot.value, slot.has_been_set] for name, slot in tracker.slots.items()}
        return [seen, slots, [event.as_dict() for event in tracker.events]]

    slots = domain().slots
    found: dict[str, Any] = {}
    for name, ending in endings.items():
        tracker = BoundedTracker.from_events("s", [*happened, *ending], slots)
        tracker.model_id = "m"
        before = state(tracker)
        copied = tracker.copy()
        found[name] = {"stock": state(super(BoundedTracker, tracker).copy()), "ours": state(copied)}
        copied.update(said.SlotSet("query", "laptop"))
        found[name]["untouched"] = state(tracker) == before
    cut = BoundedTracker.from_events("s", last_turns(happened, set()), slots)
    cut.slots["query"].value = "mouse"
    return {"copies": found, "cut": cut.copy().get_slot("query")}


def domain() -> Any:
    """The assistant's own."""
    from rasa.shared.core.domain import Domain

    return Domain.load(str(Path(__file__).resolve().parent.parent.parent / "bot" / "domain"))


def tracker_store(url: str) -> dict[str, Any]:
    """A conversation of 200 turns through the store, one message at a time as Rasa does it."""
    from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

    from bot.components.tracker_store import BoundedTrackerStore

    own = domain()

    async def talk() -> dict[str, Any]:
        store = BoundedTrackerStore(own, url)
        for turn in range(200):
            tracker = await store.get_or_create_tracker("s")
            message = UserUttered(f"message {turn}", {"name": "search", "confidence": 1.0})
            message.message_id = f"m-{turn}"
            tracker.update(message)
            if turn == 199:
                said = "it is 448123"
                entity = {"entity": "order_number", "value": "448123", "start": 6, "end": 12}
                message = UserUttered(
                    said, {"name": "message"}, [entity], message_id="m-199", metadata={"secrets": {"‹a_1›": "sealed"}}
                )
                tracker.update(message)
            tracker.update(ActionExecuted("action_search"))
            if turn == 0:
                tracker.update(SlotSet("query", "mouse"))
            tracker.update(SlotSet("offset", float(turn)))
            tracker.update(BotUttered("here", {"custom": {"type": "products", "products": ["x" * 1000]}}))
            tracker.update(ActionExecuted("action_listen"))
            await store.save(tracker)
        again = await BoundedTrackerStore(own, url).retrieve("s")
        assert again is not None
        keys = list(await store.keys())
        answers = [await store.answer(*of) for of in (("s", "m-199"), ("s", "m-198"), ("nobody", "m-199"))]
        await store.delete("s")
        first = again.events[0]
        return {
            "events": len(again.events),
            "begins_with": [type(first).__name__, getattr(first, "action_name", "")],
            "slots": {name: again.get_slot(name) for name in ("query", "offset", "asked")},
            "of_a_copy": again.copy().get_slot("query"),
            "latest": again.latest_message.text if again.latest_message else None,
            "latest_stored": json.dumps(again.latest_message.as_dict()) if again.latest_message else "",
            "said": sum(isinstance(event, UserUttered) for event in again.events),
            "keys": keys,
            "answers": answers,
            "after_delete": await store.retrieve("s"),
            "unknown": await store.retrieve("nobody"),
        }

    return asyncio.run(talk())


def retention(url: str) -> dict[str, Any]:
    """Which of 250 old and 60 new conversations are kept: by a store that is opened, and by one that goes on saving."""
    import time

    import sqlalchemy as sa

    from bot.components.tracker_store import SAVES_BETWEEN_SWEEPS, BoundedTrackerStore

    async def age(store: Any, count: int, days: float) -> None:
        for number in range(count):
            await store.save(store.init_tracker(f"{days}-{number}"))
        with sa.create_engine(url).begin() as connection:
            aged = sa.text("UPDATE rasa_trackers SET saved_at = :at WHERE sender_id LIKE :names")
            connection.execute(aged, {"at": time.time() - days * 86400, "names": f"{days}-%"})

    async def rest() -> dict[str, Any]:
        own = domain()
        forever = BoundedTrackerStore(own, url)
        await age(forever, 250, 8)
        await age(forever, 10, 6)
        kept_for_ever = len(list(await forever.keys()))
        bounded = BoundedTrackerStore(own, url, days=7)
        at_start = sorted(await bounded.keys())
        await age(forever, 5, 9)
        for number in range(SAVES_BETWEEN_SWEEPS):
            await bounded.save(bounded.init_tracker(f"new-{number}"))
        later = list(await bounded.keys())
        return {
            "for_ever": kept_for_ever,
            "at_start": at_start,
            "later": len(later),
            "old": sum(k[0] == "9" for k in later),
        }

    return asyncio.run(rest())


def store_of(home: str) -> dict[str, Any]:
    """What the server tells Rasa about its store."""
    from bot.serve import tracker_store as configured

    store = configured(Path(home), 7)
    return {"type": store.type, **store.kwargs}
