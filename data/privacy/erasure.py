"""Erasing everything that is held of a shopper, or of single conversations, and proving it.

An erasure notes first what it is about (the journal), so that one that was interrupted can be run again, whatever it
had removed by then. It ends with a search of every file of the home and every table of the database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, select

from data.conversations import archive
from data.conversations.log import now
from data.conversations.tables import ConversationRow
from data.database import connect
from data.errors import DataError
from data.files import replace_text
from data.privacy import archived, audit, erased, holdings, leftovers
from data.privacy.compaction import rewrite, settle, vacuum
from data.privacy.places import Places
from data.privacy.searching import MOST_FRAGMENTS, Needle, needles, search_file, search_files, search_tables
from data.privacy.trackers import Trackers

Track = Callable[[str], Callable[[int, int], None]]
"""For a step, who is told how far it is."""
LONGEST_TURN = 15.0
"""Seconds that an erasure waits for a message that is being answered."""


class NothingHeld(DataError):
    """Nothing is held of whoever was named."""


class ErasureRunning(DataError):
    """Another erasure is at work in the same home."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what an erasure is about: a shopper, by the shop's id and its pseudonym, or conversations."""

    shopper_id: str | None = None
    pseudonym: str | None = None
    conversation_id: str | None = None

    @property
    def names(self) -> tuple[str | None, str | None]:
        """What the shopper is called: here, and by the shop (as older archives have it)."""
        return self.pseudonym, self.shopper_id

    @property
    def reference(self) -> str:
        """For the audit trail."""
        return audit.reference(self.conversation_id or self.pseudonym or "")


@dataclass(slots=True)
class Proof:
    """What was erased, and what a search found afterwards."""

    conversations: int = 0
    files: int = 0
    tables: int = 0
    found: dict[str, str] = field(default_factory=dict)
    """Where something still is, and what."""
    shared: int = 0
    """Of the fragments of sentences, how many stand in rows of others too, and so prove nothing."""
    unsearched: int = 0
    """Fragments that were cleared, but not searched for: of very many the longest are."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left."""
        return not self.found


@dataclass(slots=True)
class _Matter:
    """What one run erases."""

    ids: list[str]
    pseudonym: str | None
    name: str | None
    """The shop's id for the shopper."""
    texts: list[str]
    since: datetime | None


class Erasure:
    """Erases from one database and one home. Methods raise sqlalchemy's errors, OSError and ErasureRunning."""

    def __init__(
        self, engine: Engine, places: Places, track: Track = lambda _title: lambda _done, _total: None
    ) -> None:
        self._engine = engine
        self._places = places
        self._trackers = Trackers(places.tracker_url)
        self._track = track

    def erase(self, subject: Subject, who: str) -> Proof:
        """Erases all conversations of a shopper, or the one named. Raises NothingHeld, having changed nothing."""
        with self._alone():
            journal = self._journal(subject)
            matter = self._matter(subject, journal)
            _write_journal(journal, matter)
            proof = self._carry_out(matter)
            if proof.is_clean:
                journal.unlink()
            audit.note(self._engine, who, "erase", subject.reference, **_figures(proof))
        return proof

    def replay(self, lists: Sequence[Path], who: str) -> Proof:
        """Erases once more what the lists say was erased, after a backup was restored.

        Raises data.privacy.erased.ListUnreadable.
        """
        with self._alone():
            ids = self._restored(erased.read([self._places.erased, *lists]))
            if ids:
                proof = self._carry_out(_Matter(ids, None, None, *self._told(ids)))
            else:
                self._search(proof := Proof(), [], None)
            audit.note(self._engine, who, "replay", "erasure list", **_figures(proof))
        return proof

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._places.home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._places.home / "erasing.lock", timeout=0)
        try:
            with lock:
                yield
        except Timeout as error:
            raise ErasureRunning("another erasure is at work; wait until it is done, then run this again") from error

    def _journal(self, subject: Subject) -> Path:
        return self._places.erasing / f"{subject.reference}.json"

    def _matter(self, subject: Subject, journal: Path) -> _Matter:
        """What is to be erased, with what an interrupted run was about. Raises NothingHeld."""
        ids = find(self._engine, self._places, subject)
        before = json.loads(journal.read_text(encoding="utf-8")) if journal.exists() else None
        if before is not None:
            ids = sorted({*ids, *before["conversations"]})
        elif not ids:
            raise NothingHeld(nothing(subject))
        whole = subject.conversation_id is None
        pseudonym, name = (subject.pseudonym, subject.shopper_id) if whole else (None, None)
        return _Matter(ids, pseudonym, name, *self._told(ids))

    def _told(self, ids: Sequence[str]) -> tuple[list[str], datetime | None]:
        return archived.told(self._engine, archived.archived(self._places.archive), ids)

    def _carry_out(self, matter: _Matter) -> Proof:
        """Removes, in an order in which whatever is left after an interruption is found again, then searches."""
        home, ids = self._places.home, matter.ids
        own = [*ids, matter.pseudonym] if matter.pseudonym else ids
        cleared = needles(own, matter.texts)
        wanted = needles(own, matter.texts, matter.name, most=MOST_FRAGMENTS)
        erased.record(self._places.erased, conversations=ids, shopper=matter.pseudonym)
        erased.restamp(home)
        self._wait_for_answers(ids)
        # The log goes last of what holds their words: until then, another run knows what to look for.
        leftovers.clear(self._places, cleared)
        for copy in leftovers.database_copies(self._places, self._engine):
            _forget_in_copy(copy, ids)
        proof = Proof(archive.remove(self._places.archive, ids), unsearched=len({*cleared} - {*wanted}))
        proof.conversations += holdings.forget(self._engine, ids, matter.pseudonym)
        self._trackers.forget(ids)
        erased.restamp(home)  # who read the log in between has another stamp as well,
        leftovers.clear(self._places, cleared)  # and may have written what was read
        vacuum(self._engine)
        settle(self._engine, tries=20)
        self._search(proof, wanted, matter.since)
        return proof

    def _wait_for_answers(self, ids: Sequence[str]) -> None:
        """Lets a turn that has begun come to its end, so that it does not write to Rasa's store afterwards."""
        table, deadline = ConversationRow, time.monotonic() + LONGEST_TURN
        for start in range(0, len(ids), 200):
            busy = select(table.id).where(table.id.in_(ids[start : start + 200]), table.answering_until > now())
            while time.monotonic() < deadline:
                with self._engine.connect() as connection:
                    if connection.execute(busy).first() is None:
                        break
                time.sleep(0.2)

    def _search(self, proof: Proof, wanted: Sequence[Needle], since: datetime | None) -> None:
        """Looks for what should be gone; where it is left only in a database's freed space, that is written anew."""
        self._trackers.forget([one.text for one in wanted if one.is_id])  # what a late turn may have left
        self._trackers.settle(tries=20)
        tables, rasa = search_tables(self._engine, wanted), self._trackers.search(wanted)
        proof.tables = tables.searched + rasa.searched
        by_rows = {f"Rasa's {where}": what for where, what in rasa.found.items()} | tables.found
        others = {one for what in by_rows.values() for one in what if not one.is_id}
        own = [one for one in wanted if one not in others]
        track = self._track("Searching for what is left")
        journals = self._places.erasing.glob("*.json")  # of this one, and of those that are to be run again
        files = search_files(self._places.home, own, skipped=journals, since=since, track=track)
        for path in leftovers.databases(self._places, self._engine):
            name = str(path.relative_to(self._places.home)) if path.is_relative_to(self._places.home) else str(path)
            if name in files.found:
                rewrite(path)
                files.found[name] = search_file(path, own)
        proof.files, proof.shared = files.searched, len(others)
        for where, what in (*by_rows.items(), *files.found.items()):
            if left := what - others:
                proof.found[where] = min(one.kind for one in left)

    def _restored(self, gone: erased.Erased) -> list[str]:
        """Conversations that are here again, though a list says that they were erased."""
        table = ConversationRow
        with self._engine.connect() as connection:
            rows: list[Any] = list(connection.execute(select(table.id, table.shopper_id, table.created_at)))
        rows += [(one.id, one.shopper_id, one.created_at) for one in archived.archived(self._places.archive)]
        return sorted({id for id, shopper, at in rows if _is_erased(gone, id, shopper, at)})


def find(engine: Engine, places: Places, subject: Subject) -> list[str]:
    """The conversations that a subject is about, in the log, Rasa's store and the archive; none that is another's."""
    whose = {one.id: one.shopper_id for one in archived.archived(places.archive)}
    if subject.conversation_id is None:
        stored = holdings.conversations_of(engine, subject.pseudonym or "")
        return sorted({*stored, *(id for id, owner in whose.items() if owner and owner in subject.names)})
    one = subject.conversation_id
    if subject.pseudonym is not None:
        own = holdings.conversations_of(engine, subject.pseudonym)
        return [one] if one in own or whose.get(one) in subject.names else []
    there = holdings.known(engine, [one]) or Trackers(places.tracker_url).of([one]) or one in whose
    return [one] if there else []


def nothing(subject: Subject) -> str:
    """What to say to who named somebody of whom nothing is held."""
    if subject.conversation_id is None:
        return (
            f"SHOPPER: nothing is held of {subject.shopper_id!r}; give the id as the shop gives it to the widget "
            "(conversations without consent, and those past their age, are not kept by shopper)"
        )
    whose = f" of {subject.shopper_id!r}" if subject.shopper_id else ""
    return f"--conversation: there is no conversation {subject.conversation_id!r}{whose}"


def _write_journal(path: Path, matter: _Matter) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_text(path, json.dumps({"conversations": matter.ids}))
    path.chmod(0o600)


def _forget_in_copy(path: Path, ids: Sequence[str]) -> None:
    engine = connect(f"sqlite:///{path}")
    try:
        holdings.forget_in_copy(engine, ids)
    finally:
        engine.dispose()
    rewrite(path)


def _is_erased(gone: erased.Erased, id: str, shopper: str | None, began: datetime) -> bool:
    if erased.digest(id) in gone.conversations:
        return True
    at = gone.shoppers.get(erased.digest(shopper)) if shopper else None
    return at is not None and began <= at


def _figures(proof: Proof) -> dict[str, Any]:
    return {
        "conversations": proof.conversations,
        "files_searched": proof.files,
        "tables_searched": proof.tables,
        "left_in": sorted(proof.found),
    }
