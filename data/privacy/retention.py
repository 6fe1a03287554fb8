"""Retention: conversations go by themselves, without consent once they are over, with it when they are old enough.

With a conversation goes everything that is stored of it: messages, rankings, events, also those kept apart, verdicts,
secrets, and Rasa's copy. Secrets and addresses that were left go when their own time is over. Who waits for a person is
never deleted while waiting.

It works in small batches with pauses, so that no shopper waits for it, and one process at a time does it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, or_, select

from data.conversations import contacts
from data.conversations.log import now
from data.conversations.secrets import forget_expired
from data.conversations.tables import ConversationRow, EventRow, MessageRow, PlacementRow, QuarantinedEventRow
from data.privacy import audit
from data.privacy.archived import expire
from data.privacy.compaction import settle
from data.privacy.erasure import ErasureRunning, alone
from data.privacy.leases import lease
from data.privacy.places import Places
from data.privacy.trackers import Trackers

AT_ONCE = 20
"""Conversations a transaction: some hundred rows, about 0.1 s on a loaded machine, for which a shopper's may wait."""
PAUSE = 0.1
"""Seconds between two transactions, in which others write."""
LEASE = timedelta(hours=1)
_STRAY_AFTER = timedelta(hours=1)
"""Longer than any turn: what Rasa still holds of a conversation that the log does not is left over by then."""
_DONE = EventRow, QuarantinedEventRow
"""What holds events."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How long things are kept."""

    session: timedelta = timedelta(days=1)
    """For so long after its last message a conversation goes on; then it is over."""
    log: timedelta | None = timedelta(days=365)
    """After its last message, a conversation with consent; None keeps it for ever."""
    whole_session: timedelta = timedelta(days=7)
    """After its first message a conversation is over, however lively."""


@dataclass(slots=True)
class Gone:
    """What a run removed."""

    unconsented: int = 0
    """Conversations without consent that were over."""
    old: int = 0
    """Conversations with consent past their age."""
    before_consent: int = 0
    """Messages from before consent was given, of conversations that are over."""
    events_before_consent: int = 0
    """What was done in them until then, and what was kept apart of it."""
    secrets: int = 0
    """Values that were lent to conversations."""
    contacts: int = 0
    """Addresses that shoppers left, past their life."""
    trackers: int = 0
    """Rasa's copies of conversations."""
    archived: int = 0
    """Conversations of the archive past the same age."""
    placements: int = 0
    """Shoppers who were shown the widget, or were not, to tell what it adds."""
    files: int = 0
    """Of trainings, logs and reports, past the same age."""

    def counts(self) -> dict[str, int]:
        """What is not zero, by name."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


class Retention:
    """Removes what is past its time.

    `stopped` is asked between batches: if it is true, the run ends early; the next one goes on.
    """

    def __init__(
        self,
        engine: Engine,
        places: Places | None,
        ages: Ages,
        *,
        stopped: Callable[[], bool] = lambda: False,
        pause: float = PAUSE,
    ) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._places = places
        self._trackers = Trackers(places.tracker_url) if places else None
        self._ages = ages
        self._stopped = stopped
        self._pause = pause

    def run(self, who: str) -> Gone | None:
        """What went; None if another process is at it. `who` is for the audit trail, which notes runs that removed.

        Raises sqlalchemy's errors, OSError and data.errors.ArchiveUnreadable; what went until then is gone.
        """
        with lease(self._engine, "retention", LEASE) as ours:
            if not ours:
                return None
            gone = self._run()
        if gone.counts():
            settle(self._engine)
            if self._trackers is not None:
                self._trackers.settle()
            audit.note(self._engine, who, "retention", "everything past its time", **gone.counts())
        return gone

    def _run(self) -> Gone:
        at, gone = now(), Gone()
        begun_long_ago = ConversationRow.created_at < at - self._ages.whole_session
        over = or_(ConversationRow.last_at < at - self._ages.session, begun_long_ago)
        ended = or_(over, ConversationRow.status == "closed")
        gone.unconsented = self._forget(and_(~ConversationRow.analytics, ended), gone)
        if self._ages.log is not None:
            old = ConversationRow.last_at < at - max(self._ages.log, self._ages.session)
            gone.old = self._forget(and_(ConversationRow.analytics, old), gone)
            gone.placements = self._forget_placements(at - self._ages.log)
        self._forget_before_consent(ended, gone)
        with self._writer.begin() as connection:
            gone.secrets = forget_expired(connection, at)  # their placeholders stay given
            gone.contacts = contacts.forget_old(connection, at)
        if self._trackers is not None:
            gone.trackers += self._trackers.forget_strays(self._engine, _STRAY_AFTER)
        if self._places is not None and self._ages.log is not None:
            gone.archived = _expire_archive(self._places, at - self._ages.log)
            gone.files = _remove_old_files(self._places, datetime.now(UTC) - self._ages.log)
        return gone

    def _forget(self, which: ColumnElement[bool], gone: Gone) -> int:
        """Deletes conversations and Rasa's copies of them, batch by batch; how many conversations."""
        table, count = ConversationRow, 0
        found = select(table.id).where(which, table.status != "queued").order_by(table.last_at).limit(AT_ONCE)
        while not self._stopped():
            with self._engine.connect() as connection:
                ids = list(connection.execute(found).scalars())
            if not ids:
                break
            with self._writer.begin() as connection:
                # The condition again: one may have gone on, or begun to wait for a person, since it was found.
                now_gone = delete(table).where(table.id.in_(ids), which, table.status != "queued")
                removed = list(connection.execute(now_gone.returning(table.id)).scalars())
            if self._trackers is not None:
                gone.trackers += self._trackers.forget(removed)
            count += len(removed)
            if not removed:
                break
            time.sleep(self._pause)
        return count

    def _forget_placements(self, before: datetime) -> int:
        """Deletes who was placed before then, and what they bought; how many shoppers."""
        with self._writer.begin() as connection:
            return connection.execute(delete(PlacementRow).where(PlacementRow.at < before)).rowcount

    def _forget_before_consent(self, ended: ColumnElement[bool], gone: Gone) -> None:
        """Deletes what was said and done in a conversation before its shopper consented, once it is over."""
        table = ConversationRow
        early = or_(
            *(exists().where(one.conversation_id == table.id, one.received_at < table.consented_at) for one in _DONE),
            exists().where(MessageRow.conversation_id == table.id, MessageRow.at < table.consented_at),
        )
        found = select(table.id, table.consented_at).where(table.consented_at.is_not(None), ended, early)
        while not self._stopped():
            with self._engine.connect() as connection:
                rows = list(connection.execute(found.where(table.status != "queued").limit(AT_ONCE)))
            if not rows:
                break
            with self._writer.begin() as connection:
                for id, since in rows:
                    for one in _DONE:
                        events = delete(one).where(one.conversation_id == id, one.received_at < since)
                        gone.events_before_consent += connection.execute(events).rowcount
                    messages = delete(MessageRow).where(MessageRow.conversation_id == id, MessageRow.at < since)
                    gone.before_consent += connection.execute(messages).rowcount
            time.sleep(self._pause)


def _expire_archive(places: Places, before: datetime) -> int:
    """Takes conversations that ended before then out of the archive; none while it is written: the next run does."""
    if not places.archive.is_dir():
        return 0
    try:
        with alone(places.home):
            return expire(places.archive, before)
    except ErasureRunning:
        return 0


def _remove_old_files(places: Places, before: datetime) -> int:
    """Removes files of trainings, logs, reports and comparisons that were last written before then; how many."""
    removed = 0
    for folder in places.aging:
        for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
            if path.is_dir():
                if path != folder and not any(path.iterdir()) and _written(path) < before:
                    path.rmdir()
            elif _written(path) < before:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
