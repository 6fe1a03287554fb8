"""Old conversations in files: moved whole, lost nowhere, and taken out again by shopper; from both databases."""

from __future__ import annotations

import gzip
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from data.conversations import archive
from data.conversations.log import ConversationLog, now
from data.conversations.tables import ConversationRow, EventRow, MessageRow, NoteRow, ShownProductRow, VerdictRow
from data.errors import ArchiveUnreadable
from data.privacy.archived import archived as archived_rows
from tests.data.conversations.conftest import click, event, opened, read, said, shown

OLD, NEW = datetime(2026, 1, 15), now()
BEFORE = now() - timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


async def talk(
    log: ConversationLog,
    engine: Engine,
    name: str,
    at: datetime = OLD,
    *,
    analytics: bool = True,
    shopper_id: str = "anna",
    status: str = "bot",
) -> str:
    """A conversation of then, with all that can be in one; its id."""
    one = await opened(log, token=name, analytics=analytics, shopper_id=shopper_id)
    turn = await log.add_shoppers(conversation_id=one.id, payload=said(f"I am {name} 😀 \ud800"))
    await log.add_answers(conversation_id=one.id, reply_to=turn.message_id, messages=[shown("a", "b")])
    events = [click("1", "a"), event("2"), click("3", "never shown")]
    await log.add_events(conversation_id=one.id, events=events)
    with engine.begin() as connection:
        note = {"id": f"n-{name}", "conversation_id": one.id, "agent": "Ben", "text": "hm", "at": at}
        connection.execute(insert(NoteRow), note)
        row = {"id": f"v-{name}", "conversation_id": one.id, "kind": "flag", "payload": {}, "agent": "ben", "at": at}
        connection.execute(insert(VerdictRow), row)
        moved = {"created_at": at, "last_at": at, "status": status}
        connection.execute(update(ConversationRow).where(ConversationRow.id == one.id).values(moved))
    return one.id


def kept(engine: Engine) -> set[str]:
    return {id for (id,) in read(engine, ConversationRow.id)}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def damage(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "2026-01.jsonl.gz").write_bytes(content)


def archived(folder: Path) -> list[str]:
    return [line["conversation"]["id"] for line in archive.read(folder)]


async def test_moves_old_conversations_into_a_file_a_month(log: ConversationLog, engine: Engine, folder: Path) -> None:
    january = [await talk(log, engine, "one"), await talk(log, engine, "two")]
    february = await talk(log, engine, "three", datetime(2026, 2, 1))
    recent = await talk(log, engine, "four", NEW)

    moved = archive.archive(engine, folder, BEFORE)

    assert (moved.conversations, [path.name for path in moved.files]) == (3, ["2026-01.jsonl.gz", "2026-02.jsonl.gz"])
    assert kept(engine) == {recent}
    assert sorted(archived(folder)) == sorted([*january, february])
    assert {mode(path) for path in archive.paths(folder)} == {0o600}
    assert mode(folder) == 0o700


async def test_keeps_everything_of_a_conversation_but_its_token(
    log: ConversationLog, engine: Engine, folder: Path
) -> None:
    await talk(log, engine, "one")

    archive.archive(engine, folder, BEFORE)

    [line] = archive.read(folder)
    assert "token_hash" not in line["conversation"]
    assert line["messages"][0]["payload"]["text"] == "I am one 😀 \ud800"
    assert {name: len(rows) for name, rows in line.items() if name != "conversation"} == {
        "messages": 2,
        "events": 2,
        "quarantined_events": 1,
        "verdicts": 1,
        "conversation_notes": 1,
        "rankings": 1,
        "shown_products": 2,
        "shown_attributes": 2,
    }
    for table in (MessageRow.id, ShownProductRow.product_id, EventRow.event_id, VerdictRow.id):
        assert read(engine, table) == []


async def test_adds_to_the_file_of_a_month(log: ConversationLog, engine: Engine, folder: Path) -> None:
    first = await talk(log, engine, "one")
    archive.archive(engine, folder, BEFORE)
    second = await talk(log, engine, "two")
    archive.archive(engine, folder, BEFORE)

    assert archived(folder) == [first, second]
    assert archive.archive(engine, folder, BEFORE).conversations == 0


async def test_leaves_those_without_consent_and_those_that_wait_for_a_person(
    log: ConversationLog, engine: Engine, folder: Path
) -> None:
    left = {await talk(log, engine, "silent", analytics=False), await talk(log, engine, "queued", status="queued")}

    assert archive.archive(engine, folder, BEFORE).conversations == 0
    assert kept(engine) == left
    assert archived(folder) == []


async def test_leaves_those_that_hold_what_was_said_before_consent(
    log: ConversationLog, engine: Engine, folder: Path
) -> None:
    whole, partly = [await talk(log, engine, name) for name in ("whole", "partly")]
    with engine.begin() as connection:
        for id, since in ((whole, OLD), (partly, NEW + timedelta(days=1))):
            given = update(ConversationRow).where(ConversationRow.id == id).values(consented_at=since)
            connection.execute(given)

    archive.archive(engine, folder, BEFORE)

    assert (archived(folder), kept(engine)) == ([whole], {partly})


async def test_keeps_in_the_database_what_was_judged_again_meanwhile(
    log: ConversationLog, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await talk(log, engine, "a")
    remove = archive._remove_from_database

    def judged_again(*given: Any) -> int:
        with engine.begin() as connection:
            connection.execute(update(VerdictRow).values(at=NEW))
        return remove(*given)

    monkeypatch.setattr(archive, "_remove_from_database", judged_again)

    assert archive.archive(engine, folder, BEFORE).conversations == 0
    assert kept(engine) == {id}


async def test_has_each_conversation_once_after_a_run_that_died_before_it_removed_them(
    log: ConversationLog, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await talk(log, engine, "one")

    def killed(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(archive, "_remove_from_database", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.archive(engine, folder, BEFORE)
    assert (archived(folder), kept(engine)) == ([id], {id})

    archive.archive(engine, folder, BEFORE)
    assert (archived(folder), kept(engine)) == ([id], set())


async def test_removes_nothing_from_the_database_when_the_file_cannot_be_written(
    log: ConversationLog, engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await talk(log, engine, "one")
    archive.archive(engine, folder, BEFORE)
    second = await talk(log, engine, "two")

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("data.files.sync", full)
        with pytest.raises(OSError, match="No space"):
            archive.archive(engine, folder, BEFORE)

    assert (archived(folder), kept(engine)) == ([first], {second})
    assert list(files(folder)) == ["2026-01.jsonl.gz"]


async def test_keeps_what_can_be_found_and_taken_out_by_shopper(
    log: ConversationLog, engine: Engine, folder: Path
) -> None:
    hers = [await talk(log, engine, "one"), await talk(log, engine, "two", datetime(2026, 2, 1))]
    his = await talk(log, engine, "three", shopper_id="ben")
    archive.archive(engine, folder, BEFORE)

    assert {one.id for one in archived_rows(folder) if one.shopper_id == "anna"} == set(hers)
    assert archive.remove(folder, hers) == 2

    assert archived(folder) == [his]


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b'{"conversation": {"id": "x"', mtime=0)[:-9]])
async def test_says_which_file_is_damaged_and_moves_nothing(
    log: ConversationLog, engine: Engine, folder: Path, content: bytes
) -> None:
    id = await talk(log, engine, "one")
    damage(folder, content)

    with pytest.raises(ArchiveUnreadable, match=r"2026-01\.jsonl\.gz.*backup"):
        archive.archive(engine, folder, BEFORE)

    assert files(folder) == {"2026-01.jsonl.gz": content}
    assert kept(engine) == {id}


def test_is_empty_where_there_is_no_folder(folder: Path) -> None:
    assert archived(folder) == []
    assert archive.paths(folder) == []
