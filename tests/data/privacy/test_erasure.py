"""Erasing a shopper from a home and a database in use: nothing is left, nobody else loses anything, and it is shown."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import Engine, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from data.conversations.log import ConversationLog, now
from data.conversations.outcomes import Bought, add_bought, place, read_placed
from data.conversations.sessions import read_sessions
from data.conversations.tables import MessageRow, PlacementRow
from data.database import Base, connect
from data.errors import ArchiveUnreadable
from data.privacy import audit, erased, holdings
from data.privacy.erased import stamp
from data.privacy.erasure import Erasure, ErasureRunning, NothingHeld, Subject
from data.privacy.holdings import known, rows_of
from data.privacy.places import Places
from data.privacy.pseudonyms import Pseudonyms
from data.privacy.searching import MOST_FRAGMENTS
from data.privacy.trackers import Trackers
from tests.data.privacy import talks
from tests.data.privacy.talks import WORDS, left, talk

ANNA = "customer-anna-4711"
STORED = Pseudonyms(b"k" * 32).of(ANNA)
SUBJECT = Subject(ANNA, STORED)
OTHERS = "a rugged tablet that survives the rain on deck"
TINY = "mouse"


@pytest.fixture
async def ids(engine: Engine) -> tuple[str, str, str]:
    """Two conversations of Anna's and one of somebody else."""
    hers = [await talk(engine, shopper=STORED, words=words) for words in (WORDS, TINY)]
    return hers[0], hers[1], await talk(engine, shopper="~ben", words=OTHERS)


@pytest.fixture
def sqlite_engine(engine: Engine) -> Engine:
    if engine.dialect.name != "sqlite":
        pytest.skip("its triggers are SQLite's")
    return engine


@pytest.fixture
def home(engine: Engine, ids: tuple[str, str, str], tmp_path: Path) -> Places:
    """A home in which conversations have left their traces everywhere."""
    places = talks.places(engine, tmp_path)
    talks.remember(places.tracker_url, ids[0], ids[1])
    talks.remember(places.tracker_url, ids[2], words=OTHERS)
    archive = [
        _archived(ids[0], STORED, WORDS),
        _archived("archived-7", STORED, WORDS),
        _archived("x8", "~ben", OTHERS),
    ]
    _write(tmp_path / "archive/2026-01.jsonl.gz", archive)
    examples = [{"source": "knowledge", "query": "travel"}, {"source": "log", "query": TINY}]
    _write(tmp_path / "training/examples.jsonl.gz", examples)
    _write(tmp_path / "training/provenance.jsonl", [{"conversations": [ids[1]]}, {"conversations": [ids[2]]}])
    (tmp_path / "training/dump.txt").write_text(f"tuned on: {WORDS}", encoding="utf-8")
    for name in ("logs/gateway.log", "report/week.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"before {ids[1]} between {WORDS} after {ids[2]}", encoding="utf-8")
    return places


def _archived(id: str, shopper: str, words: str) -> dict[str, Any]:
    times = {"created_at": "2026-01-02T10:00:00", "last_at": "2026-01-02T11:00:00"}
    said = {"sender": "shopper", "payload": {"from": "shopper", "text": words}}
    return {"conversation": {"id": id, "shopper_id": shopper, **times}, "messages": [said]}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def read(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")


def in_tables(engine: Engine, *words: str) -> list[str]:
    """The tables in which some words are, row by row."""
    with engine.connect() as connection:
        rows = {name: str(connection.execute(table.select()).all()) for name, table in Base.metadata.tables.items()}
    return [name for name, text in rows.items() if any(word in text for word in words)]


def test_leaves_nothing_of_the_shopper_anywhere_and_everything_of_the_others(
    engine: Engine, home: Places, ids: tuple[str, str, str]
) -> None:
    others = rows_of(engine, [ids[2]])

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert (proof.conversations, proof.shared) == (4, 0)  # one of them is in the archive too
    gone = (ANNA, STORED, ids[0], ids[1], "archived-7", WORDS)
    assert in_tables(engine, *gone) == []
    assert left(home.home, *gone) == []
    assert all(word not in read(path) for path in home.home.rglob("*.gz") for word in gone)
    assert Trackers(home.tracker_url).of(ids[:2]) == []
    assert rows_of(engine, [ids[2]]) == others
    assert len(Trackers(home.tracker_url).of([ids[2]])) == 1
    assert [
        json.loads(line)["conversation"]["id"] for line in read(home.archive / "2026-01.jsonl.gz").splitlines()
    ] == ["x8"]


def test_of_trainings_what_came_from_conversations_goes_and_of_pages_only_the_words(
    engine: Engine, home: Places, ids: tuple[str, str, str]
) -> None:
    Erasure(engine, home).erase(SUBJECT, "test")

    assert read(home.training / "examples.jsonl.gz") == '{"source": "knowledge", "query": "travel"}\n'
    assert ids[2] in read(home.training / "provenance.jsonl")
    assert not (home.training / "dump.txt").exists()
    page = read(home.home / "report/week.html")
    assert page == f"before {'x' * len(ids[1])} between {'x' * len(WORDS)} after {ids[2]}"


def test_is_noted_by_hashes_alone_and_changes_the_stamp(
    engine: Engine, home: Places, ids: tuple[str, str, str]
) -> None:
    before = stamp(home.home)

    Erasure(engine, home).erase(SUBJECT, "test")

    (noted,) = audit.entries(engine, about=[audit.reference(STORED)])
    assert (noted.who, noted.what, noted.details["conversations"]) == ("test", "erase", 4)
    listed = erased.read([home.erased])
    assert erased.digest(ids[0]) in listed.conversations
    assert erased.digest(STORED) in listed.shoppers
    assert home.erased.stat().st_mode & 0o777 == 0o600
    assert stamp(home.home) not in ("", before)
    assert not list((home.home / "erasing").iterdir())


def test_one_conversation_alone(engine: Engine, home: Places, ids: tuple[str, str, str]) -> None:
    proof = Erasure(engine, home).erase(Subject(ANNA, STORED, ids[1]), "test")

    assert proof.is_clean, proof.found
    assert set(known(engine, ids)) == {ids[0], ids[2]}
    assert left(home.home, ids[1]) == []


@pytest.mark.parametrize(
    "nobody", [Subject("nobody", "~nobody"), Subject("ben", "~ben", "archived-7"), Subject(conversation_id="nowhere")]
)
def test_of_nobody_it_says_so_and_changes_nothing(engine: Engine, home: Places, nobody: Subject) -> None:
    before = {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file() and ".db" not in path.name}

    with pytest.raises(NothingHeld):
        Erasure(engine, home).erase(nobody, "test")

    now = {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file() and ".db" not in path.name}
    assert {path: now[path] for path in before} == before
    assert {path.name for path in now.keys() - before.keys()} <= {"erasing.lock"}
    assert stamp(home.home) == ""


@pytest.mark.parametrize("stage", ["conversations", "rasa_trackers"])
def test_an_interrupted_one_is_run_again(
    sqlite_engine: Engine, home: Places, ids: tuple[str, str, str], stage: str
) -> None:
    database = sqlite_engine if stage == "conversations" else connect(home.tracker_url)
    with database.begin() as connection:
        raises = "BEGIN SELECT RAISE(ABORT, 'the power is off'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER stop BEFORE DELETE ON {stage} {raises}")
    with pytest.raises(IntegrityError, match="the power is off"):
        Erasure(sqlite_engine, home).erase(SUBJECT, "test")

    with database.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER stop")
    database.dispose()
    proof = Erasure(sqlite_engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert left(home.home, ids[0], ids[1], WORDS, STORED) == []
    with pytest.raises(NothingHeld):
        Erasure(sqlite_engine, home).erase(SUBJECT, "test")


def test_a_damaged_archive_stops_it_before_anything_is_changed(
    engine: Engine, home: Places, ids: tuple[str, str, str]
) -> None:
    archive = home.archive / "2026-01.jsonl.gz"
    archive.write_bytes(archive.read_bytes()[:-20])

    with pytest.raises(ArchiveUnreadable, match="restore it"):
        Erasure(engine, home).erase(SUBJECT, "test")

    assert len(known(engine, ids)) == 3


def test_two_at_once_are_refused(engine: Engine, home: Places) -> None:
    with FileLock(home.home / "erasing.lock"), pytest.raises(ErasureRunning, match="wait"):
        Erasure(engine, home).erase(SUBJECT, "test")


def test_says_where_something_is_left(engine: Engine, home: Places, ids: tuple[str, str, str]) -> None:
    model = home.home / "models/m1/card.json"
    model.parent.mkdir(parents=True)
    model.write_text(json.dumps({"made from": ids[0]}), encoding="utf-8")

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.found == {"models/m1/card.json": "an id"}
    model.unlink()
    assert Erasure(engine, home).erase(SUBJECT, "test").is_clean


async def test_what_others_said_too_proves_nothing(engine: Engine, home: Places) -> None:
    await talk(engine, shopper="~ben", words=f"yes, {WORDS}")

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert proof.shared == 1


async def test_goes_on_while_the_log_is_read_and_written(engine: Engine, home: Places) -> None:
    log = ConversationLog(engine)
    with engine.connect() as reader:  # a report under way
        reader.execute(MessageRow.__table__.select()).first()
        opened = await log.open(token_hash="t", site_key="demo", shopper_id="~ben", locale="en", analytics=True)
        reader.rollback()
        proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert opened.id in [session.id for session in read_sessions(engine)]


async def test_copies_of_the_database_are_cleared_too(sqlite_url: str, tmp_path: Path) -> None:
    engine = connect(sqlite_url)
    one = await talk(engine, shopper=STORED)
    raw = engine.raw_connection()
    raw.cursor().execute(f"VACUUM INTO '{tmp_path / 'floorwalker.db.before-0006'}'")
    raw.close()
    home = talks.places(engine, tmp_path)

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert left(tmp_path, one, WORDS) == []
    engine.dispose()


async def test_who_went_without_the_widget_is_erased_without_a_conversation(sqlite_url: str, tmp_path: Path) -> None:
    engine = connect(sqlite_url)
    for shopper in (STORED, "~ben"):
        place(engine, shopper, widget=False)
        add_bought(engine, shopper, [Bought("order-1", now())])
    raw = engine.raw_connection()
    raw.cursor().execute(f"VACUUM INTO '{tmp_path / 'floorwalker.db.before-0007'}'")
    raw.close()
    home = talks.places(engine, tmp_path)

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert (proof.conversations, proof.found) == (0, {})
    assert in_tables(engine, STORED) == []
    assert left(tmp_path, STORED) == []
    assert [(one.shopper_id, len(one.bought)) for one in read_placed(engine)] == [("~ben", 1)]
    with pytest.raises(NothingHeld):
        Erasure(engine, home).erase(SUBJECT, "test")
    engine.dispose()


async def test_of_who_went_without_the_widget_a_restored_backup_loses_it_again(engine: Engine, tmp_path: Path) -> None:
    home = talks.places(engine, tmp_path)
    for shopper in (STORED, "~ben"):
        place(engine, shopper, widget=False)
    Erasure(engine, home).erase(SUBJECT, "test")
    placed = {"shopper_id": STORED, "widget": False, "at": now() - timedelta(hours=1)}
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(PlacementRow), placed)

    assert Erasure(engine, home).replay([], "test").is_clean

    assert [one.shopper_id for one in read_placed(engine)] == ["~ben"]
    with engine.execution_options(writes=True).begin() as connection:  # who came back later
        connection.execute(insert(PlacementRow), placed | {"at": now() + timedelta(hours=1)})
    Erasure(engine, home).replay([], "test")
    assert {one.shopper_id for one in read_placed(engine)} == {STORED, "~ben"}


async def test_pages_freed_before_deletions_were_overwritten_are_written_anew(sqlite_url: str, tmp_path: Path) -> None:
    engine = connect(sqlite_url)
    long = " ".join(f"word{number}" for number in range(3000))
    first = await talk(engine, shopper=STORED, words=long)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        connection.exec_driver_sql("DELETE FROM conversations")
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    assert left(tmp_path, first, "word2900 word2901")
    await talk(engine, shopper=STORED, words=long[:200])
    home = talks.places(engine, tmp_path)
    talks.remember(home.tracker_url, first)

    proof = Erasure(engine, home).erase(Subject(conversation_id=first), "test")

    assert proof.is_clean, proof.found
    assert left(tmp_path, first, "word2900 word2901") == []
    engine.dispose()


async def test_a_restored_backup_loses_again_what_had_been_erased(
    sqlite_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, backup = Path(str(make_url(sqlite_url).database)), tmp_path_factory.mktemp("backup") / "shop.db"
    engine = connect(sqlite_url)
    home = talks.places(engine, tmp_path)
    hers, bens = await talk(engine, shopper=STORED), await talk(engine, shopper="~ben")
    engine.dispose()
    shutil.copy(path, backup)
    Erasure(engine, home).erase(SUBJECT, "test")
    engine.dispose()
    listed = shutil.copy(home.erased, tmp_path_factory.mktemp("apart") / "erased.jsonl")
    home.erased.unlink()
    os.replace(backup, path)
    assert known(engine, [hers, bens])

    proof = Erasure(engine, home).replay([Path(listed)], "test")

    assert (proof.conversations, proof.is_clean) == (1, True)
    assert known(engine, [hers, bens]) == [bens]
    back = await talk(engine, shopper=STORED)
    assert Erasure(engine, home).replay([], "test").conversations == 0
    assert known(engine, [back]) == [back]
    engine.dispose()


async def test_a_replay_knows_what_was_said_in_the_archive_and_leaves_other_journals_be(
    engine: Engine, home: Places, ids: tuple[str, str, str]
) -> None:
    erased.record(home.erased, conversations=["archived-7", ids[0]])
    home.erasing.mkdir()
    journal = home.erasing / "of-another.json"
    journal.write_text(json.dumps({"conversations": ["archived-7"]}), encoding="utf-8")
    Trackers(home.tracker_url).forget(ids)
    holdings.forget(engine, ids)

    proof = Erasure(engine, home).replay([], "test")

    assert (proof.conversations, proof.found) == (2, {})
    assert WORDS not in read(home.home / "report/week.html")
    assert journal.exists()


def test_a_replay_with_nothing_to_do_only_searches(engine: Engine, home: Places) -> None:
    erased.record(home.erased, conversations=["long gone"])
    listed = home.erased.read_bytes()

    proof = Erasure(engine, home).replay([], "test")

    assert (proof.conversations, proof.is_clean, proof.files > 0) == (0, True, True)
    assert (home.erased.read_bytes(), stamp(home.home)) == (listed, "")


def test_what_was_said_is_looked_for_since_the_earliest_conversation_in_the_archive(
    engine: Engine, home: Places
) -> None:
    page = home.home / "exports/then.txt"
    page.parent.mkdir()
    page.write_text(WORDS, encoding="utf-8")
    then = datetime(2026, 1, 2, 11, tzinfo=UTC).timestamp()
    os.utime(page, (then, then))

    assert Erasure(engine, home).erase(SUBJECT, "test").found == {"exports/then.txt": "words of theirs"}


async def test_an_id_of_the_shop_that_is_also_a_products_leaves_the_products_alone(
    engine: Engine, home: Places
) -> None:
    stored = Pseudonyms(b"k" * 32).of("4711")
    await talk(engine, shopper=stored, words="a lamp that clips onto the shelf")
    _write(home.home / "shadow/2026-11.jsonl", [{"product": "4711"}])
    _write(home.training / "pairs.jsonl", [{"product": "4711"}])

    proof = Erasure(engine, home).erase(Subject("4711", stored), "test")

    assert proof.is_clean, proof.found
    for path in (home.home / "shadow/2026-11.jsonl", home.training / "pairs.jsonl"):
        assert json.loads(read(path)) == {"product": "4711"}


async def test_of_very_many_words_all_are_cleared_and_the_longest_searched_for(engine: Engine, home: Places) -> None:
    said = [f"the lamp of pier number {number:03}" for number in range(MOST_FRAGMENTS + 30)]
    await talk(engine, shopper=STORED, words="\n".join(said))
    log = home.home / "logs/gateway.log"
    log.write_text("\n".join(said), encoding="utf-8")

    proof = Erasure(engine, home).erase(SUBJECT, "test")

    assert proof.is_clean, proof.found
    assert proof.unsearched >= 30
    assert "pier number" not in read(log)


def test_a_damaged_log_goes_as_a_whole(engine: Engine, home: Places, ids: tuple[str, str, str]) -> None:
    path = home.home / "logs/old.log.gz"
    _write(path, [{"conversation": id} for id in ids for _ in range(1000)])
    path.write_bytes(path.read_bytes()[:-10])

    assert Erasure(engine, home).erase(SUBJECT, "test").is_clean
    assert not path.exists()
