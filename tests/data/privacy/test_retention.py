"""What goes by itself, and when: on both databases, with all that hangs on it."""

from __future__ import annotations

import gzip
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from data.conversations.log import now
from data.conversations.queue import close
from data.conversations.sessions import read_sessions
from data.conversations.tables import EventRow, QuarantinedEventRow
from data.privacy import audit, consent, holdings
from data.privacy.archived import archived
from data.privacy.leases import lease
from data.privacy.places import Places
from data.privacy.retention import Ages, Gone, Retention
from data.privacy.trackers import Trackers
from tests.data.privacy import talks
from tests.data.privacy.talks import WORDS, counts, left, talk

AGES = Ages(session=timedelta(days=1), log=timedelta(days=30))
TWO_DAYS, TWO_MONTHS = timedelta(days=2), timedelta(days=60)


@pytest.fixture
def home(engine: Engine, tmp_path: Path) -> Places:
    return talks.places(engine, tmp_path)


def run(engine: Engine, home: Places | None, ages: Ages = AGES) -> Gone:
    gone = Retention(engine, home, ages, pause=0).run("test")
    assert gone is not None
    return gone


async def test_without_consent_everything_goes_when_the_session_is_over(engine: Engine, home: Places) -> None:
    over = await talk(engine, analytics=False, rested=TWO_DAYS)
    talks.remember(home.tracker_url, over)

    gone = run(engine, home)

    assert (gone.unconsented, gone.trackers) == (1, 1)
    assert counts(engine) == {}
    assert Trackers(home.tracker_url).of([over]) == []
    if engine.dialect.name == "sqlite":
        assert left(home.home, WORDS, over) == []


async def test_what_goes_on_or_is_closed_or_waits_for_a_person(engine: Engine, home: Places) -> None:
    running = await talk(engine, analytics=False)
    closed = await talk(engine, analytics=False, status="closed")
    waits = await talk(engine, analytics=False, status="queued", rested=TWO_MONTHS)

    assert run(engine, home).unconsented == 1
    assert [id for id in (running, closed, waits) if counted(engine, id)] == [running, waits]
    close(engine, [waits])
    assert run(engine, home).unconsented == 1
    assert [id for id in (running, closed, waits) if counted(engine, id)] == [running]


def counted(engine: Engine, id: str) -> bool:
    return holdings.known(engine, [id]) == [id]


async def test_with_consent_it_goes_at_its_age_or_never(engine: Engine, home: Places) -> None:
    young, old = [await talk(engine, rested=rested) for rested in (TWO_DAYS, TWO_MONTHS)]

    assert run(engine, home, Ages(log=None)).counts() == {}
    assert run(engine, home).old == 1
    assert [counted(engine, id) for id in (young, old)] == [True, False]
    assert [session.id for session in read_sessions(engine)] == [young]


async def test_what_was_said_before_consent_goes_when_the_session_is_over(engine: Engine, home: Places) -> None:
    one = await talk(engine, analytics=False)
    consent.give(engine, one, None)

    assert run(engine, home).counts() == {}
    talks.rest(engine, one, TWO_DAYS)
    assert run(engine, home).before_consent == 2
    assert counted(engine, one)
    assert "events" not in counts(engine)


async def test_events_of_before_consent_go_even_where_nothing_was_said_and_those_kept_apart_too(
    engine: Engine, home: Places
) -> None:
    one = await talk(engine)
    early, later = now() - timedelta(hours=2), now() - timedelta(hours=1)
    with engine.begin() as connection:
        for table in (EventRow, QuarantinedEventRow):
            connection.execute(update(table).values(received_at=early))
    talks.rest(engine, one, TWO_DAYS, consented_at=later)

    gone = run(engine, home)

    assert (gone.events_before_consent, gone.before_consent) == (2, 0)
    assert {"events", "quarantined_events"}.isdisjoint(counts(engine))
    assert counts(engine)["messages"] == 2


async def test_secrets_and_what_rasa_holds_of_strangers_go(engine: Engine, home: Places) -> None:
    one = await talk(engine)
    talks.remember(home.tracker_url, one, "stray")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE secrets SET expires_at = '2020-01-01 00:00:00'")
    talks_engine = Trackers(home.tracker_url)

    gone = run(engine, home)
    assert (gone.secrets, gone.trackers) == (1, 0)  # it may be of a conversation that begins just now
    assert talks_engine.forget_strays(engine, timedelta(0)) == 1
    assert [row["sender_id"] for row in talks_engine.of([one, "stray"])] == [one]


async def test_files_about_conversations_go_at_the_same_age(engine: Engine, home: Places) -> None:
    for name in ("training/old/curve.json", "training/new.json", "logs/rasa.log.1", "models/m1/model.bin"):
        path = home.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
        if "new" not in name:
            os.utime(path, (0, 0))
    os.utime(home.home / "training/old", (0, 0))

    assert run(engine, home).files == 2
    kept = sorted(str(p.relative_to(home.home)) for p in home.home.rglob("*.*") if "db" not in p.name)
    assert kept == ["models/m1/model.bin", "training/new.json"]


async def test_the_archive_goes_at_the_same_age(engine: Engine, home: Places) -> None:
    ids = [await talk(engine, rested=rested) for rested in (TWO_DAYS, TWO_MONTHS)]
    rows = [dict(row) for row in holdings.rows_of(engine, ids)["conversations"]]
    home.archive.mkdir()
    lines = [json.dumps({"conversation": row}, default=str) + "\n" for row in rows]
    (home.archive / "2026-01.jsonl.gz").write_bytes(gzip.compress("".join(lines).encode()))

    assert run(engine, home).archived == 1
    assert [one.id for one in archived(home.archive)] == ids[:1]


async def test_one_process_at_a_time_does_it_and_the_trail_names_nobody(engine: Engine, home: Places) -> None:
    one = await talk(engine, rested=TWO_MONTHS)
    with lease(engine, "retention", timedelta(minutes=1)) as ours:
        assert ours
        assert Retention(engine, home, AGES, pause=0).run("test") is None

    run(engine, home)
    (noted,) = audit.entries(engine)

    assert (noted.who, noted.what, noted.details) == ("test", "retention", {"old": 1})
    assert one not in str(noted)


async def test_a_run_that_is_told_to_stop_leaves_the_rest_to_the_next(engine: Engine) -> None:
    await talk(engine, rested=TWO_MONTHS)

    assert Retention(engine, None, AGES, stopped=lambda: True).run("test") == Gone()
    assert run(engine, None).old == 1
