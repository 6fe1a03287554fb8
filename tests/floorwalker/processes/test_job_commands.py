"""What jobs run, and what none can make them run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data.steering.jobs import TURNS, Job
from floorwalker.errors import StepFailed
from floorwalker.processes.job_commands import FILE, file_name, steps

FOLDER = Path("/home/uploads/x")


def job(kind: str, **payload: Any) -> Job:
    return Job("1", kind, payload, "ada", "running", datetime(2026, 3, 1), None, None, (), None, None)


RUNS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "promote": ({"version": "v1", "instead_of": None}, ["models promote v1 --instead-of none"]),
    "rollback": ({"instead_of": "v2"}, ["models rollback --instead-of v2"]),
    "try_out": ({"trial": "canary", "version": "v1", "share": 0.1}, ["models canary v1 --share 0.1000"]),
    "end_trial": ({}, ["models stop"]),
    "compare": ({"version": "v1"}, ["models compare v1 --json"]),
    "retrain": (
        {"least": 50, "since": "2026-03-01", "dry_run": True, "promote": False},
        ["retrain --json --min-conversations 50 --since 2026-03-01 --dry-run --no-promote"],
    ),
    "report": ({}, ["report"]),
    "check_catalog": (
        {"name": "a.csv", "format": "auto"},
        ["import /home/uploads/x/file/a.csv --format auto --json --check"],
    ),
    "import_catalog": (
        {"name": "a.csv", "format": "csv", "mapping": "id: SKU"},
        [
            "import /home/uploads/x/file/a.csv --format csv --json --yes --mapping /home/uploads/x/mapping.yaml",
            "prepare --no-assistant --only main",
        ],
    ),
    "run_feed": (
        {"feed": "main", "force": True},
        ["feed run main --json --force", "prepare --no-assistant --only main"],
    ),
}


def test_every_kind_runs_our_commands() -> None:
    assert {
        kind: [" ".join(step.arguments) for step in steps(job(kind, **RUNS[kind][0]), FOLDER)] for kind in TURNS
    } == {kind: said for kind, (_, said) in RUNS.items()}


def test_a_job_of_another_catalog_leaves_the_main_one_alone() -> None:
    file, fed = {"name": "a.csv", "format": "csv", "catalog": "german"}, {"feed": "de", "catalog": "german"}

    said = {
        kind: [" ".join(step.arguments) for step in steps(job(kind, **payload), FOLDER)]
        for kind, payload in (("check_catalog", file), ("import_catalog", file), ("run_feed", fed))
    }

    read = "import /home/uploads/x/file/a.csv --format csv --json"
    assert said == {
        "check_catalog": [f"{read} --check --catalog german"],
        "import_catalog": [f"{read} --yes --catalog german", "prepare --no-assistant --only german"],
        "run_feed": ["feed run de --json", "prepare --no-assistant --only german"],
    }


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("shell", {}, "kind"),
        ("import_catalog", {"catalog": "../german"}, "catalog"),
        ("run_feed", {"catalog": "--force"}, "catalog"),
        ("promote", {"version": "--help"}, "version"),
        ("promote", {"version": "../v1"}, "version"),
        ("promote", {"version": "v1\n"}, "version"),
        ("promote", {"version": None}, "version"),
        ("rollback", {"instead_of": "-x"}, "instead_of"),
        ("try_out", {"trial": "stop"}, "trial"),
        ("try_out", {"share": "1; rm"}, "share"),
        ("try_out", {"share": float("nan")}, "share"),
        ("retrain", {"least": True}, "least"),
        ("retrain", {"since": "--promote"}, "since"),
        ("check_catalog", {"format": "xlsx"}, "format"),
    ],
)
def test_refuses_what_no_job_may_ask(kind: str, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(StepFailed, match=f"^{field}: "):
        steps(job(kind, **RUNS.get(kind, ({}, []))[0] | changes), FOLDER)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Export 2026.csv.gz", "Export 2026.csv.gz"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("--check", "check"),
        ("C:\\shop\\a.csv", "C__shop_a.csv"),
        ("目录.csv", "目录.csv"),
        ("..", "catalog"),
        ("a" * 300 + ".csv", "a" * 96 + ".csv"),
    ],
)
def test_a_file_is_called_as_it_was_and_leads_nowhere(given: str, kept: str) -> None:
    assert file_name({"name": given}) == kept
    assert (FOLDER / FILE / kept).resolve().parent == FOLDER / FILE
