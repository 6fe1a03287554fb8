"""A shopper deletes their own conversation: out of the log and Rasa's store at once, out of files soon after.

`delete` is quick, and notes first what it is about, so that `sweep` finishes what was interrupted. No file is searched
for proof, as `data.privacy.erasure` does: a shopper may ask for this as often as they like.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine

from data.conversations.log import new_id
from data.files import create_once
from data.privacy import audit, erased, holdings, leftovers
from data.privacy.compaction import settle
from data.privacy.erasure import alone
from data.privacy.places import Places
from data.privacy.searching import needles
from data.privacy.trackers import Trackers

WHO = "shopper"
"""For the audit trail."""


def delete(engine: Engine, places: Places | None, conversation_id: str) -> list[str]:
    """Deletes a conversation with all that hangs on it, and Rasa's copy; what its shopper had said, for `sweep`.

    Raises sqlalchemy's errors and OSError; it can be repeated.
    """
    said = holdings.said(engine, [conversation_id])
    if places is not None:
        _journal(places, conversation_id)
        erased.record(places.erased, conversations=[conversation_id])
        erased.restamp(places.home)
    holdings.forget(engine, [conversation_id])
    if places is not None:
        Trackers(places.tracker_url).forget([conversation_id])
        erased.restamp(places.home)  # who read the log in between has another stamp as well
    audit.note(engine, WHO, "erase", audit.reference(conversation_id), conversations=1)
    return said


def is_pending(places: Places) -> bool:
    """Whether files have not been swept since something was deleted."""
    return any(_journals(places))


def sweep(engine: Engine, places: Places, said: Mapping[str, Sequence[str]]) -> int:
    """Takes deleted conversations out of logs, reports and the files of trainings, and off the database's disk; how
    many. `said` is what shoppers had said in them, by their ids, as far as that is known.

    Raises sqlalchemy's errors, OSError, and data.privacy.erasure.ErasureRunning: then it is to be tried again.
    """
    journals = list(_journals(places))
    if not journals:
        return 0
    with alone(places.home):
        ids = [_named(journal) for journal in journals]
        holdings.forget(engine, ids)  # one whose deletion was interrupted
        trackers = Trackers(places.tracker_url)
        trackers.forget(ids)  # what a turn that was under way left
        leftovers.clear(places, needles(ids, [text for id in ids for text in said.get(id, ())]))
        settle(engine)
        trackers.settle()
        for journal in journals:
            journal.unlink(missing_ok=True)
    return len(ids)


def _journal(places: Places, conversation_id: str) -> None:
    places.erasing.mkdir(parents=True, exist_ok=True, mode=0o700)
    create_once(places.erasing / f"deleted-{new_id()}.json", json.dumps({"conversation": conversation_id}).encode())


def _journals(places: Places) -> list[Path]:
    return sorted(places.erasing.glob("deleted-*.json")) if places.erasing.is_dir() else []


def _named(journal: Path) -> str:
    return str(json.loads(journal.read_text(encoding="utf-8"))["conversation"])
