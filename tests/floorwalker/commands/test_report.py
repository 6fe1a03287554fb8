"""`floorwalker report`: page, JSON and gauges of a log; drift with its exit codes; every bad option with its remedy."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert
from typer.testing import CliRunner, Result

from data.conversations.tables import OutcomeRow, PlacementRow
from data.database import connect
from data.privacy.audit import entries
from floorwalker.cli import app
from floorwalker.settings import ROOT
from gateway.console.seeing_protocol import DAYS, ReportFile
from tests.learning.making import AT
from tests.learning.telling import Told

MONDAY = AT.replace(hour=0)
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments], env={"COLUMNS": "200"})


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a shop with six weeks in its log, 120 conversations each; in the last, twice as many decline."""
    engine, told = connect(sqlite_url), Told()
    for number in range(6):
        told.week(MONDAY + timedelta(days=7 * number), 120, declines=0.6 if number == 5 else 0.2)
    told.write(engine)
    engine.dispose()
    monkeypatch.setenv("FLOORWALKER_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def day(weeks: int) -> str:
    return f"{MONDAY + timedelta(days=7 * weeks):%Y-%m-%d}"


def test_writes_page_json_and_gauges(shop: Path) -> None:
    done = run("--until", day(6))

    assert done.exit_code == 0, done.output
    assert "Declined a question: up from" in done.output
    assert "720 conversations" in done.output
    folder = shop / "report"
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, SCHEMA)
    assert report["conversations"] == sum(one["conversations"] for one in report["periods"]) == 720
    assert "<h1>What shoppers asked, found and bought</h1>" in (folder / "report.html").read_text(encoding="utf-8")
    gauges = (folder / "floorwalker.prom").read_text(encoding="utf-8")
    assert {"floorwalker_report_figure", "floorwalker_report_retrain"} <= {
        family.name for family in text_string_to_metric_families(gauges)
    }


def test_leaves_the_console_what_it_shows_of_all_of_the_log_alone(shop: Path) -> None:
    assert run("--until", day(6)).exit_code == 0
    assert not (shop / "report" / "dashboards.json").exists()

    assert run().exit_code == 0
    found = ReportFile.model_validate_json((shop / "report" / "dashboards.json").read_bytes())
    assert [span.days for span in found.spans] == list(DAYS)
    assert found.since is not None


def test_reports_on_the_days_that_are_asked_for(shop: Path, tmp_path: Path) -> None:
    done = run("--since", day(1), "--until", day(3), "--by", "day", "--out", str(tmp_path / "out"))

    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert (report["conversations"], len(report["periods"])) == (240, 14)
    assert not shop.exists()


def test_notes_who_read_the_log_and_nothing_of_whom(shop: Path, sqlite_url: str) -> None:
    assert run("--until", day(6)).exit_code == 0
    engine = connect(sqlite_url)
    (noted,) = entries(engine)
    engine.dispose()

    assert (noted.what, noted.subject) == ("read", "all conversations")
    assert noted.details == {"command": "report", "conversations": 720}
    assert (shop / "report").is_dir()


def test_counts_the_widgets_holdout_and_leaves_machines_out(shop: Path, sqlite_url: str) -> None:
    engine, told = connect(sqlite_url), Told(seed=1)
    told.machine("m", MONDAY + timedelta(days=2))
    told.machine("later", MONDAY + timedelta(days=30))
    told.write(engine)
    since = [MONDAY + timedelta(days=n % 14) for n in range(600)]
    placed = [{"shopper_id": f"w{n}", "widget": n % 2 == 0, "at": at} for n, at in enumerate(since)]
    bought = [
        {"shopper_id": f"w{n}", "outcome_id": "1", "at": at + timedelta(days=1)}
        for n, at in enumerate(since)
        if n % 3 == 0
    ]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(PlacementRow), placed)
        connection.execute(insert(OutcomeRow), bought)
    engine.dispose()

    done = run("--until", day(3))

    assert done.exit_code == 0, done.output
    assert "1 conversations of machines are left out" in done.output
    report = json.loads((shop / "report" / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, SCHEMA)
    assert (report["conversations"], report["machines"]) == (360, 1)
    arms = (report["widget"]["assistant"], report["widget"]["holdout"])
    assert [(arm["shoppers"], arm["with_outcome"]) for arm in arms] == [(300, 100), (300, 100)]
    assert report["widget"]["verdict"] == "no difference yet"
    assert "not shown the widget at all" in (shop / "report" / "report.html").read_text(encoding="utf-8")
    assert "floorwalker_report_widget_lift{" in (shop / "report" / "floorwalker.prom").read_text(encoding="utf-8")


@pytest.mark.usefixtures("shop")
def test_drift_alone_is_json_and_an_exit_code() -> None:
    changed, stable = run("--drift", "--until", day(6)), run("--drift", "--until", day(5))
    few = run("--drift", "--until", day(40))

    assert [one.exit_code for one in (changed, stable, few)] == [3, 0, 0]
    found = json.loads(changed.output)
    assert (found["retrain"], found["reasons"], found["recent"]) == (True, ["questions declined"], 120)
    assert {one["level"] for one in json.loads(few.output)["signals"]} == {"too few"}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("arguments", "problem", "remedy"),
    [
        (["--since", "yesterday"], "--since yesterday is no date", "give one as 2026-03-01"),
        (["--until", "0001-01-01T00:00:00+14:00"], "--until 0001-01-01T00:00:00+14:00 is no date", "give one as"),
        (["--by", "year"], "--by year is none of day, week, month", "name one of them"),
        (["--since", "2026-03-09", "--until", "2026-03-09"], "--since 2026-03-09 is not before", "an earlier --since"),
        (["--out", "{file}/report"], "--out {file}/report: Not a directory", "name a folder"),
    ],
)
def test_names_what_cannot_be(tmp_path: Path, arguments: list[str], problem: str, remedy: str) -> None:
    file = tmp_path / "file"
    file.touch()
    done = run(*(one.format(file=file) for one in arguments))

    output = " ".join(done.output.split())
    assert done.exit_code == 1
    assert problem.format(file=file) in output
    assert remedy in output


def test_makes_no_database_where_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    done = run()

    assert done.exit_code == 1
    assert "there is no conversation log" in done.output
    assert list(tmp_path.iterdir()) == []


def test_the_schema_in_the_documentation_is_that_of_the_report() -> None:
    from floorwalker.steps.reporting import REPORT

    assert REPORT.json_schema(mode="serialization") == SCHEMA
