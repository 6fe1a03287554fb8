"""`floorwalker privacy`: export, erase, replay, retain, audit; every error with its remedy and exit code 1."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from data.conversations.tables import MessageRow, RankingRow
from data.database import connect, upgrade
from floorwalker.cli import app
from floorwalker.commands.doctor import Finding, examine
from floorwalker.terminal import read_settings
from tests.data.privacy.talks import WORDS, left, talk

SHOPPER = "customer-anna-4711"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["privacy", *arguments], env={"COLUMNS": "200"})


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Conversations: of a shopper as an older version stored it, and one without consent that is over."""
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    upgrade(url := f"sqlite:///{tmp_path / 'floorwalker.db'}")
    engine = connect(url)
    hers = asyncio.run(talk(engine, shopper=SHOPPER))
    over = asyncio.run(talk(engine, analytics=False, words="somebody else", rested=timedelta(days=3)))
    engine.dispose()
    return [hers, over]


def test_exports_what_is_held_for_its_owners_eyes(ids: list[str], tmp_path: Path) -> None:
    out = tmp_path / "anna.json"

    assert "1 conversations" in run("export", SHOPPER, "--out", str(out)).output

    held = json.loads(out.read_text(encoding="utf-8"))
    assert (held["shopper"], held["conversations"]) == (SHOPPER, [ids[0]])
    assert out.stat().st_mode & 0o777 == 0o600


def test_erases_proves_it_and_says_what_to_do_about_backups(ids: list[str], tmp_path: Path) -> None:
    done = run("erase", SHOPPER)

    assert done.exit_code == 0, done.output
    assert "1 conversations erased." in done.output
    assert "Nothing found in" in done.output
    assert "floorwalker privacy replay --list FILE" in done.output
    assert left(tmp_path, SHOPPER, ids[0], WORDS) == []
    assert "1 conversations erased." in run("erase", "--conversation", ids[1]).output


@pytest.mark.usefixtures("ids")
def test_masks_what_was_stored_as_it_was_said(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'floorwalker.db'}")
    asyncio.run(talk(engine, words="you can write to wendolyn.quist@example.com"))
    engine.dispose()

    assert "2 messages are masked" in run("mask-log").output

    assert "0 messages are masked" in run("mask-log").output
    assert "mask-log" in run("audit").output
    assert "wendolyn" not in json.dumps(everything(tmp_path))


def everything(home: Path) -> list[str]:
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    with engine.connect() as connection:
        said = connection.execute(select(MessageRow.payload)).scalars()
        texts = [*map(str, said), *connection.execute(select(RankingRow.query)).scalars()]
    engine.dispose()
    return texts


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["erase", "nobody"], "nothing is held of 'nobody'"),
        (["erase", SHOPPER, "--conversation", "other"], "there is no conversation 'other' of"),
        (["erase"], "name a shopper, or a conversation"),
        (["export", "nobody", "--out", "x.json"], "nothing is held of 'nobody'"),
    ],
)
def test_says_what_is_wrong_and_exits_with_1(ids: list[str], arguments: list[str], said: str) -> None:
    refused = run(*arguments)

    assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    assert len(ids) == 2


def test_exits_with_1_where_something_is_left_and_names_it(ids: list[str], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(ids[0], encoding="utf-8")

    done = run("erase", SHOPPER)

    assert done.exit_code == 1
    assert "note.txt: an id" in done.output


def test_retains_only_what_may_be_kept(ids: list[str], tmp_path: Path) -> None:
    assert "1 unconsented" in run("retain").output
    assert "unconsented" not in run("retain").output
    assert left(tmp_path, ids[1]) == []
    assert left(tmp_path, ids[0])


def test_a_list_that_is_none_is_named(ids: list[str], tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text("nothing\n", encoding="utf-8")

    refused = run("replay", "--list", str(path))

    assert refused.exit_code == 1
    assert "line 1" in refused.output
    assert "0 conversations erased." in run("replay").output
    assert ids


def test_the_trail_says_who_did_what_to_whom_without_naming_them(ids: list[str]) -> None:
    CliRunner().invoke(app, ["queue", "show", ids[0]])
    assert "read" in run("audit", "--of", SHOPPER).output
    run("erase", SHOPPER)

    trail = run("audit").output
    assert "erase" in trail
    assert "queue show" in trail
    assert SHOPPER not in trail
    assert ids[0] not in trail
    assert "erase" in run("audit", "--of", SHOPPER).output
    assert "read" in run("audit", "--of", ids[0]).output
    assert "Nobody did anything yet." in run("audit", "--of", "somebody").output


def test_the_doctor_names_files_that_others_may_read_until_they_are_closed(ids: list[str], tmp_path: Path) -> None:
    def found() -> Finding:
        return next(one for one in examine(read_settings()) if one.subject == "privacy")

    (tmp_path / "floorwalker.db").chmod(0o644)
    assert "floorwalker.db" in found().state
    assert "privacy retain" in found().remedy
    assert not found().fatal

    run("retain")
    assert found().is_well
    assert ids
