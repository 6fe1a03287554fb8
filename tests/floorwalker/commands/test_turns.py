"""`floorwalker turns`: too little is said to be too little; a bad line of the shop's is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.database import connect, upgrade
from data.privacy.leases import lease
from floorwalker.cli import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["turns", *arguments], env={"COLUMNS": "250"})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    upgrade(f"sqlite:///{tmp_path / 'floorwalker.db'}")
    (tmp_path / "turns").mkdir()
    return tmp_path


def test_says_how_many_lines_are_missing_and_changes_nothing(home: Path) -> None:
    (home / "turns" / "ours.txt").write_text("* | delivery | do you drone it over\n", encoding="utf-8")

    done = run("retrain", "--weak")

    assert done.exit_code == 0
    assert "1 lines of the shop: 39 more are needed; what is in use stays." in done.output
    assert "too few to say which others were surely understood" in done.output
    assert "What ships is in use." in run("show").output


def test_a_line_that_is_none_is_named(home: Path) -> None:
    (home / "turns" / "ours.txt").write_text("* | teleport | beam it over\n", encoding="utf-8")

    done = run("retrain")

    assert done.exit_code == 1
    assert "line 1: there is no act teleport" in done.output.replace("\n", "")


def test_one_at_a_time(home: Path) -> None:
    engine = connect(f"sqlite:///{home / 'floorwalker.db'}")
    with lease(engine, "turns", timedelta(minutes=1)):
        done = run("retrain")
    engine.dispose()

    assert done.exit_code == 1
    assert "another retraining of turns runs" in done.output


@pytest.mark.usefixtures("home")
def test_there_is_nothing_before_what_ships() -> None:
    assert run("rollback").exit_code == 1
    assert run("examples").output == ""


def test_a_version_that_does_not_fit_is_said(home: Path) -> None:
    (home / "turns" / "current").write_text("v1\n", encoding="utf-8")

    assert "v1 does not fit what is installed" in run("show").output
    assert "What ships is in use" in run("rollback").output
