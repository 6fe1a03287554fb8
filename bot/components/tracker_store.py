"""Conversations of Rasa in SQL with a bounded history, so that a long one is as fast as a short one.

Rasa's own store reads and replays every event of a conversation at each message. This one keeps the last
`MOST_EVENTS` events, cut where a turn begins, and the value of every slot. What that changes: policies and actions see
the last dozen turns instead of all; slots, which is where our state is, are complete. The gateway's log keeps the
whole conversation.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

MOST_EVENTS = 60
_TABLE = sa.Table(
    "rasa_trackers",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False, index=True),
)


class BoundedTrackerStore(TrackerStore):
    """One row a conversation. `url` is of SQLite or PostgreSQL."""

    def __init__(self, domain: Domain | None, url: str, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _tune)
        _TABLE.metadata.create_all(self._engine)
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with its last events and all its slots, None if it is new."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_TABLE.c.events, _TABLE.c.slots).where(_TABLE.c.sender_id == sender_id))
            found = row.one_or_none()
        if found is None:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, json.loads(found.events), self.domain.slots)
        for name, value in json.loads(found.slots).items():
            if name in tracker.slots:
                tracker.slots[name].value = value
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the conversation in place of what was stored of it."""
        await self.stream_events(tracker)
        events = [_slim(event) for event in _last_turns(list(tracker.events))]
        row = {
            "events": json.dumps(events),
            "slots": json.dumps({name: slot.value for name, slot in tracker.slots.items()}),
            "saved_at": time.time(),
        }
        with self._engine.begin() as connection:
            changed = connection.execute(_TABLE.update().where(_TABLE.c.sender_id == tracker.sender_id).values(row))
            if changed.rowcount == 0:
                connection.execute(_TABLE.insert().values(sender_id=tracker.sender_id, **row))

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation."""
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.sender_id == sender_id))

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TABLE.c.sender_id)).scalars())


def _last_turns(events: list[Event]) -> list[Event]:
    """The last events, beginning where the assistant listened: a turn is never cut in two."""
    if len(events) <= MOST_EVENTS:
        return events
    for start in range(len(events) - MOST_EVENTS, len(events)):
        event = events[start]
        if isinstance(event, ActionExecuted) and event.action_name == "action_listen":
            return events[start:]
    return events[-MOST_EVENTS:]


def _slim(event: Event) -> dict[str, Any]:
    """An event without the product cards that were sent: nothing reads them again, and they are most of its size."""
    stored: dict[str, Any] = event.as_dict()
    if isinstance(event, BotUttered) and (stored.get("data") or {}).get("custom"):
        custom = stored["data"]["custom"]
        stored["data"] = {**stored["data"], "custom": {"type": custom.get("type")}}
    return stored


def _tune(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
