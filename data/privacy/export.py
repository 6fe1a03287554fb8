"""Everything that is held of a shopper, as the shopper may have it: with where it lies and how long it stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from data.privacy import audit, holdings
from data.privacy.archived import archived, told
from data.privacy.erasure import NothingHeld, Subject, find, nothing
from data.privacy.places import Places
from data.privacy.retention import Ages
from data.privacy.searching import MOST_FRAGMENTS, needles, search_files
from data.privacy.trackers import Trackers

FORMAT = 1


def export(engine: Engine, places: Places, ages: Ages, subject: Subject, who: str) -> dict[str, Any]:
    """What is held, ready for JSON but for its dates. Raises NothingHeld, sqlalchemy's errors and OSError.

    What personal data was said is masked in it, as it is stored; secrets are as they are stored, encrypted.
    """
    ids = find(engine, places, subject)
    if not ids:
        raise NothingHeld(nothing(subject))
    pseudonym = subject.pseudonym if subject.conversation_id is None else None
    rows = holdings.rows_of(engine, ids, pseudonym)
    trackers = Trackers(places.tracker_url)
    wanted = set(ids)
    old = [one for one in archived(places.archive) if one.id in wanted]
    own = [*ids, pseudonym] if pseudonym else ids
    texts, since = told(engine, old, ids)
    seen = search_files(places.home, needles(own, texts, most=MOST_FRAGMENTS), since=since)
    audit.note(engine, who, "export", subject.reference, conversations=len(ids))
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "shopper": subject.shopper_id,
        "stored_as": pseudonym,
        "conversations": ids,
        "kept": _kept(ages),
        "log": {"where": engine.url.render_as_string(hide_password=True), "tables": rows},
        "assistant": {"where": trackers.where, "conversations": trackers.of(ids)},
        "archive": {"where": str(places.archive), "conversations": [one.content for one in old]},
        "files": {where: sorted({one.kind for one in what}) for where, what in seen.found.items()},
    }


def _kept(ages: Ages) -> str:
    if ages.log is None:
        return "for ever, unless it is erased"
    return f"{ages.log.days} days after a conversation's last message"
