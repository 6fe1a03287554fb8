"""Conversations of Rasa in SQL with a bounded history, so that a long one is as fast as a short one.

Rasa's own store reads and replays every event of a conversation at each message. This one keeps the last events, cut
where a turn begins (`bot.components.tracker`), and the value of every slot. What that changes: policies and actions see
the last half a dozen turns instead of all; slots, which is where our state is, are complete. Beside the slots stands
what the last message was answered, for whoever asks again (`bot.components.channel`). A conversation that rests for
longer than the retention is forgotten here. The gateway's log keeps the whole conversation.
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
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.tracker import BoundedTracker, last_turns, slim

SAVES_BETWEEN_SWEEPS = 50
MOST_SWEPT = 100
"""Rows that one sweep deletes: two for each that is saved, so it keeps up, and no shopper waits for more."""
_DAY = 86_400.0
_ANSWER = "…answer"
"""Beside the slots; no slot can have this name."""
_TABLE = sa.Table(
    "rasa_trackers",
    sa.MetaData(),
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("slots", sa.Text, nullable=False),
    sa.Column("saved_at", sa.Float, nullable=False, index=True),
)

# As text, since SQLAlchemy 1.4 compiles an INSERT with ON CONFLICT again each time.
_SAVE = sa.text(
    "INSERT INTO rasa_trackers (sender_id, events, slots, saved_at) VALUES (:sender_id, :events, :slots, :saved_at) "
    "ON CONFLICT (sender_id) DO UPDATE "
    "SET events = excluded.events, slots = excluded.slots, saved_at = excluded.saved_at"
)


class BoundedTrackerStore(TrackerStore):
    """One row a conversation. `url` is of SQLite or PostgreSQL; `days` is the retention, 0 keeps all."""

    def __init__(
        self,
        domain: Domain | None,
        url: str,
        event_broker: EventBroker | None = None,
        days: float = 0.0,
        **kwargs: Any,
    ) -> None:
        self._days = days
        self._saves = 0
        self._engine = _engine(url)
        _TABLE.metadata.create_all(self._engine)
        while self._sweep() == MOST_SWEPT:  # nobody waits yet
            pass
        super().__init__(domain, event_broker, **kwargs)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """A conversation in which nothing was said yet."""
        return BoundedTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with its last events and all its slots, None if it is new."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_TABLE.c.events, _TABLE.c.slots).where(_TABLE.c.sender_id == sender_id))
            found = row.one_or_none()
        if found is None:
            return None
        tracker = BoundedTracker.from_dict(sender_id, json.loads(found.events), self.domain.slots)
        for name, value in json.loads(found.slots).items():
            if name in tracker.slots:
                tracker.slots[name].value = value
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the conversation in place of what was stored of it."""
        await self.stream_events(tracker)
        slots = {name: slot.value for name, slot in tracker.slots.items()}
        weighing = {name for name, slot in tracker.slots.items() if slot.influence_conversation}
        row = {
            "events": json.dumps([slim(event) for event in last_turns(list(tracker.events), weighing)]),
            "slots": json.dumps(slots | {_ANSWER: _last_answer(tracker)}),
            "saved_at": time.time(),
        }
        with self._engine.begin() as connection:
            connection.execute(_SAVE, {"sender_id": tracker.sender_id, **row})
        self._saves += 1
        if self._saves % SAVES_BETWEEN_SWEEPS == 0:
            self._sweep()

    async def answer(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """What the message was answered, if it was the last of the conversation, as the channel's items; else None."""
        with self._engine.connect() as connection:
            slots = connection.execute(sa.select(_TABLE.c.slots).where(_TABLE.c.sender_id == sender_id)).scalar()
        last = json.loads(slots).get(_ANSWER) if slots else None
        return last["items"] if last and last["message_id"] == message_id else None

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation."""
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.sender_id == sender_id))

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TABLE.c.sender_id)).scalars())

    def _sweep(self) -> int:
        """Forgets the conversations that rested longest, if for longer than the retention; how many it were."""
        if not self._days:
            return 0
        old = sa.select(_TABLE.c.sender_id).where(_TABLE.c.saved_at < time.time() - self._days * _DAY)
        # Rows that another server sweeps are skipped; SQLite, which has one writer at a time, leaves that out.
        old = old.order_by(_TABLE.c.saved_at).limit(MOST_SWEPT).with_for_update(skip_locked=True)
        with self._engine.begin() as connection:
            swept: int = connection.execute(_TABLE.delete().where(_TABLE.c.sender_id.in_(old))).rowcount
        return swept


def _last_answer(tracker: DialogueStateTracker) -> dict[str, Any] | None:
    """What was said since the last message that has an id, which other messages than shoppers' have not."""
    said: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return {"message_id": event.message_id, "items": said[::-1]} if event.message_id else None
        if isinstance(event, BotUttered):
            item = {"text": event.text or None, "custom": event.data.get("custom") or None}
            said += [item] if any(item.values()) else []
    return None


def _engine(url: str) -> sa.engine.Engine:
    """Connections that stay open. By default a SQLite file is opened for each message, and emptied into when closed."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, poolclass=sa.pool.QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _tune)
    return engine


def _tune(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
