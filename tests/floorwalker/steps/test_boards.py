"""What the console is let know of models: as they are, whatever is broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.database import connect
from data.steering import boards
from floorwalker.settings import Settings
from floorwalker.steps.boards import Boards, models_board
from ranker.registry import MANIFEST, PROMOTIONS, Manifest, Registry


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "home" / "models")


def register(registry: Registry, version: str, day: int, **reports: str) -> None:
    made = Manifest(
        version=version,
        created_at=datetime(2026, 5, day, tzinfo=UTC),
        kind="adapter",
        base_model="tiny",
        base_model_hash="b",
        data_hash="d",
        catalog_version="c",
    )
    with registry.stage() as staged:
        (staged / "report").mkdir()
        for name, text in reports.items():
            (staged / "report" / name.replace("_", ".")).write_text(text, encoding="utf-8")
        registry.register(staged, made)


def test_shows_roles_gates_and_reports(registry: Registry) -> None:
    register(registry, "first", 1, report_md="# ours\n- passes: one\n- fails: two\n- other\n")
    retrained = {"retraining_md": "# r\n- passes: all\n", "retraining_json": json.dumps({"headline": "It is better."})}
    register(registry, "second", 2, **retrained)
    register(registry, "third", 3)
    for version in ("first", "second"):
        registry.promote(version)
    registry.try_out("canary", "third", 0.1)

    board = models_board(registry)

    assert (board["promoted"], board["before"], board["trial"]["version"]) == ("second", "first", "third")
    assert [one["version"] for one in board["models"]] == ["third", "second", "first"]
    assert [one["gate"] for one in board["models"]] == [
        [],
        ["passes: all", "It is better."],
        ["passes: one", "fails: two"],
    ]
    assert board["models"][2]["report"].startswith("# ours")


def test_shows_what_is_broken(registry: Registry) -> None:
    register(registry, "first", 1)
    register(registry, "second", 2)
    (registry.folder("second") / MANIFEST).write_text("{", encoding="utf-8")
    (registry.folder("first").parent / PROMOTIONS).write_text("{", encoding="utf-8")

    board = models_board(registry)

    assert [one["version"] for one in board["models"]] == ["first"]
    assert board["broken"][0]["version"] == "second"
    assert "damaged" in board["broken"][0]["problem"]
    assert (board["promoted"], "remove it, and promote a version again" in board["problem"]) == (None, True)


def test_puts_up_what_changed_and_only_that(registry: Registry, sqlite_url: str, tmp_path: Path) -> None:
    engine: Engine = connect(sqlite_url)
    shown = Boards(Settings(home=tmp_path / "home", database_url=sqlite_url), engine)
    shown.refresh()
    first = boards.read(engine, "models")
    assert first is not None
    assert first.content["models"] == []
    assert boards.read(engine, "catalog") is not None

    shown.refresh()
    assert boards.read(engine, "models") == first
    register(registry, "first", 1)
    registry.promote("first")
    shown.refresh()
    second = boards.read(engine, "models")
    assert second is not None
    assert (second.content["promoted"], len(second.content["models"])) == ("first", 1)
