"""`floorwalker import`: checked, imported, told as JSON; what is no catalog changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from data.catalog.store import CatalogStore
from data.database import connect
from floorwalker.cli import app
from floorwalker.settings import Settings

CSV = "id,title,category,price\n1,Lamp one,Lamp,3\n2,Lamp two,Lamp,4\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    path = tmp_path / "shop.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def said(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def products() -> frozenset[str]:
    return CatalogStore(connect(Settings().database)).ids()


def test_checks_and_changes_nothing_then_imports(file: Path) -> None:
    checked = said(run(file, "--format", "auto", "--check", "--json"))
    assert (checked["format"], checked["preview"]["added"], checked["report"]["rows"]) == ("csv", 2, 2)
    assert products() == frozenset()

    imported = said(run(file, "--format", "csv", "--json"))
    assert (imported["report"]["kept"], imported["report"]["unchanged"]) == (2, False)
    assert products() == {"1", "2"}
    assert said(run(file, "--format", "csv", "--json"))["report"]["unchanged"]


def test_says_in_words_what_would_come_of_it(file: Path) -> None:
    told = run(file, "--format", "auto", "--check")

    assert told.exit_code == 0
    assert "shop.csv: 2 rows, 2 products kept" in told.output
    assert "2 new, 0 that are there; 0 would go. Nothing was changed." in told.output
    assert "Reading the catalog" in told.stderr


@pytest.mark.parametrize(
    ("content", "problem"), [("PK\x03\x04", "workbook of Excel"), ("id,title\n1\n2\n3,Lamp\n", "2 of 3 rows")]
)
def test_what_is_no_catalog_is_told_and_changes_nothing(file: Path, content: str, problem: str) -> None:
    run(file, "--format", "csv")
    file.write_text(content, encoding="utf-8")

    for more in ((), ("--check",)):
        plain, as_json = run(file, "--format", "auto", *more), run(file, "--format", "auto", "--json", *more)
        assert (plain.exit_code, as_json.exit_code) == (1, 1)
        assert problem in plain.output
        assert problem in said(as_json)["problem"]
    assert products() == {"1", "2"}
