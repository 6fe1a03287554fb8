"""`floorwalker log`: says what there is, exports, archives; every error with its remedy and exit code 1."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from data.conversations.log import ConversationLog
from data.conversations.tables import ConversationRow
from data.database import connect, upgrade
from data.privacy.erasure import alone
from floorwalker.cli import app
from tests.data.conversations.conftest import click, opened, said, shown


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["log", *arguments], env={"COLUMNS": "200"})


async def _talk(url: str) -> None:
    log = ConversationLog(connect(url))
    for token, analytics in (("one", True), ("silent", False)):
        one = await opened(log, token=token, analytics=analytics)
        await log.add_shoppers(conversation_id=one.id, payload=said("a mouse"))
        await log.add_answers(conversation_id=one.id, reply_to=None, messages=[shown("a", "b")])
        await log.add_events(conversation_id=one.id, events=[click("1", "a"), click("2", "never shown")])
    log.close()
    engine = connect(url)
    with engine.begin() as connection:
        day = datetime(2026, 1, 15)
        connection.execute(update(ConversationRow).values(created_at=day, last_at=day))
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a conversation of January 2026, and another without consent."""
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    upgrade(url := f"sqlite:///{tmp_path / 'home' / 'floorwalker.db'}")
    asyncio.run(_talk(url))
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
def test_says_what_the_log_holds() -> None:
    said = run("stats").output

    assert "from 2026-01-15 to 2026-01-15" in said
    assert "conversations        2 (1 with consent to analytics)" in said
    assert "events joined to the list that showed their product: 100.00 %" in said
    assert "kept apart, 2 times: its product was not shown" in said
    known = json.loads(run("stats", "--json").output)
    assert (known["rows"]["events"], known["joined"], known["archives"]) == (2, 1.0, {})


def test_exports_what_began_in_a_time(home: Path) -> None:
    folder = home.parent / "export"

    assert "ubi_queries.jsonl: 1 lines" in run("export", "--ubi", str(folder)).output
    assert "sessions.jsonl: 1 lines" in run("export", str(folder), "--since", "2026-01-15").output
    assert "sessions.jsonl: 0 lines" in run("export", str(folder), "--until", "2026-01-15").output
    assert sorted(path.name for path in folder.iterdir()) == [
        "sessions.jsonl",
        "ubi_events.jsonl",
        "ubi_queries.jsonl",
    ]


def test_archives_what_is_old(home: Path) -> None:
    assert "1 conversations are archived" in run("archive", "--older-than", "30").output
    assert [path.name for path in (home / "archive").iterdir()] == ["2026-01.jsonl.gz"]
    assert "conversations        1 (0 with consent to analytics)" in run("stats").output
    assert "0 conversations are archived" in run("archive", "--older-than", "30").output


def test_archives_nothing_while_something_is_erased(home: Path) -> None:
    with alone(home):
        refused = run("archive", "--older-than", "30")

    assert refused.exit_code == 1
    assert "wait until it is done, then run this again" in " ".join(refused.output.split())
    assert not (home / "archive").exists()


@pytest.mark.parametrize(
    ("arguments", "problem", "remedy"),
    [
        (("archive", "--older-than", "0"), "--older-than: 0 is too few", "give 2 or more"),
        (("export", "FILE"), "FILE is a file", "name a folder"),
        (("export", "new", "--since", "2026-02-01", "--until", "2026-01-01"), "--since", "give an earlier day"),
        (("export", "/proc/nowhere"), "/proc/nowhere", "name another folder"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(
    home: Path, arguments: tuple[str, ...], problem: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.parent / "FILE").touch()
    monkeypatch.chdir(home.parent)

    refused = run(*arguments)

    assert refused.exit_code == 1
    assert problem in refused.output
    assert remedy in refused.output


def test_names_an_archive_that_is_damaged(home: Path) -> None:
    (home / "archive").mkdir()
    (home / "archive" / "2026-01.jsonl.gz").write_bytes(b"not gzip")

    refused = run("archive", "--older-than", "30")

    assert refused.exit_code == 1
    assert "2026-01.jsonl.gz cannot be read" in " ".join(refused.output.split())
