"""`floorwalker import`: checked, imported, told as JSON; what is no catalog changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from data.catalog.report_shape import Report
from data.catalog.store import CatalogStore
from data.database import connect
from floorwalker.cli import app
from floorwalker.commands.imports import WARNED
from floorwalker.settings import ROOT, Settings

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


@pytest.mark.parametrize(("content", "problem"), [("%PDF-1.7", "a PDF"), ("id,title\n1\n2\n3,Lamp\n", "2 of 3 rows")])
def test_what_is_no_catalog_is_told_and_changes_nothing(file: Path, content: str, problem: str) -> None:
    run(file, "--format", "csv")
    file.write_text(content, encoding="utf-8")

    for more in ((), ("--check",)):
        plain, as_json = run(file, "--format", "auto", *more), run(file, "--format", "auto", "--json", *more)
        assert (plain.exit_code, as_json.exit_code) == (1, 1)
        assert problem in plain.output
        assert problem in said(as_json)["problem"]
    assert products() == {"1", "2"}


def many(file: Path, name: str, count: int, price: str = "1{n}.50") -> None:
    rows = [f"{name}{n},Lamp {n},Lamp,{price.format(n=n)}" for n in range(count)]
    file.write_text("\n".join(["id,title,category,price", *rows]) + "\n", encoding="utf-8")


def test_what_looks_like_a_slip_is_held_back_until_somebody_says_yes(file: Path) -> None:
    many(file, "a", 20)
    run(file)
    many(file, "a", 20, price="1{n}50.00")

    held, as_json = run(file), run(file, "--json")
    assert (held.exit_code, as_json.exit_code) == (WARNED, WARNED)
    assert "Prices are 100 times what they are now" in held.output
    assert "--yes" in said(as_json)["problem"]
    last = said(run("--last", "--json"))["report"]
    assert (last["problem"], last["points"][0]["code"]) == (said(as_json)["problem"], "prices_scaled")
    assert CatalogStore(connect(Settings().database)).offers()["a0"].price == 10.5

    assert run(file, "--yes").exit_code == 0
    assert CatalogStore(connect(Settings().database)).offers()["a0"].price == 1050.0
    assert said(run("--last", "--json"))["report"]["problem"] == ""


def test_scripts_may_stop_at_any_warning(file: Path) -> None:
    many(file, "a", 20, price="")

    assert run(file, "--check").exit_code == 0
    assert run(file, "--check", "--strict").exit_code == WARNED
    assert run(file, "--strict").exit_code == WARNED
    assert products() == frozenset()
    assert run(file).exit_code == 0


def test_the_report_of_a_failed_import_is_kept_and_written_as_a_page(file: Path, tmp_path: Path) -> None:
    page = tmp_path / "reports" / "import.html"
    assert run("--last").exit_code == 1
    assert run().exit_code == 1
    run(file)
    file.write_text("id,title\n1\n2\n3,Lamp\n", encoding="utf-8")

    assert run(file, "--html", page).exit_code == 1
    assert "2 of 3 rows could not be read" in page.read_text(encoding="utf-8")
    last = said(run("--last", "--json"))["report"]
    assert last["problem"].startswith("shop.csv: 2 of 3 rows")
    assert last["bad"]["fewer fields than the header has"]["count"] == 2


def test_reports_have_the_shape_that_the_docs_give(file: Path) -> None:
    schema = json.loads((ROOT / "docs" / "import.schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(json.dumps(Report.model_json_schema())), "write docs/import.schema.json again"
    jsonschema.validate(said(run(file, "--check", "--json"))["report"], schema)
    old = {
        "source": "old.csv",
        "rows": 3,
        "kept": 2,
        "repaired": {},
        "dropped": {},
        "bad": {"x": {"count": 1, "examples": ["line 2"]}},
    }
    assert Report.model_validate(old).bad["x"].count == 1


def test_a_catalog_of_another_name_is_held_against_itself_and_told_by_itself(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORWALKER_CATALOGS", '{"demo": "german"}')
    run(file)
    file.write_text(CSV.replace("Lamp", "Leuchte") + "3,Leuchte drei,Leuchte,5\n", encoding="utf-8")
    german = ("--catalog", "german")

    assert said(run(file, "--check", "--json", *german))["preview"]["added"] == 3
    assert said(run(file, "--json", *german))["report"]["kept"] == 3
    assert run(*german, "--last").exit_code == 0

    def titles(name: str) -> list[str]:
        store = CatalogStore(connect(Settings().database), name)
        return [product.title for product in store.load().products]

    assert titles("") == ["Lamp one", "Lamp two"]
    assert titles("german") == ["Leuchte one", "Leuchte two", "Leuchte drei"]
    assert (
        said(run("--last", "--json"))["report"]["kept"],
        said(run("--last", "--json", *german))["report"]["kept"],
    ) == (2, 3)
