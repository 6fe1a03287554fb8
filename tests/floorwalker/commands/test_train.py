"""`floorwalker train` from a catalog to a registered model, on the demo catalog's first products."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.demo import generate
from floorwalker.cli import app
from floorwalker.home import Home
from ranker.registry import Registry

RUN = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home folder with a small part of the demo catalog, indexed."""
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    generate(tmp_path / "demo", seed=7)
    lines = (tmp_path / "demo" / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    part = tmp_path / "demo" / "part.jsonl"
    part.write_text("\n".join(lines[::4]), encoding="utf-8")
    mapping = str(tmp_path / "demo" / "mapping.yaml")
    for command in (["import", str(part), "--format", "jsonl", "--mapping", mapping], ["index"]):
        done = RUN.invoke(app, command)
        assert done.exit_code == 0, done.output
    return Home(tmp_path / "home")


@pytest.mark.slow
def test_trains_reports_and_registers(home: Home) -> None:
    done = RUN.invoke(app, ["train", "--quick", "--no-promote"])

    assert done.exit_code == 0, done.output
    registry = Registry(home.models)
    (manifest,) = registry.list()
    assert manifest.kind == "adapter"
    assert manifest.base_model.startswith("general-")
    registry.verify(manifest.version)
    report = home.models / manifest.version / "report"
    assert "| **ours** |" in (report / "report.md").read_text(encoding="utf-8")
    assert json.loads((report / "data.json").read_text(encoding="utf-8"))["by_source"]["knowledge"] > 0
    assert manifest.metrics["needs ndcg@5"] > manifest.metrics["needs ndcg@5 of statistics"]
    assert registry.current() is None


@pytest.mark.slow
def test_reports_on_graded_requests(home: Home, tmp_path: Path) -> None:
    cases = tmp_path / "cases.json"
    graded = [{"request": f"{kind} for travel", "type": kind, "grades": {"weight": 3}} for kind in ("mouse", "kettle")]
    cases.write_text(json.dumps(graded), encoding="utf-8")
    done = RUN.invoke(app, ["report", "--cases", str(cases), "--out", str(tmp_path / "report")])

    assert done.exit_code == 0, done.output
    assert "nDCG@5 of 2 requests" in done.output
    assert (tmp_path / "report" / "report.md").is_file()
    assert home.indexes.is_dir()

    cases.write_text('[{"request": "mouse"}]', encoding="utf-8")
    refused = RUN.invoke(app, ["report", "--cases", str(cases)])
    assert refused.exit_code == 1
    assert "case 0" in refused.output


def test_says_what_to_do_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    done = RUN.invoke(app, ["train"])

    assert done.exit_code == 1
    assert "floorwalker import" in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--method", "magic"], "method must be one of adapter"), (["--epochs", "0"], "epochs must be at least 1")],
)
def test_names_an_option_that_cannot_be(arguments: list[str], words: str) -> None:
    done = RUN.invoke(app, ["train", *arguments])

    assert done.exit_code == 1
    assert words in " ".join(done.output.split())
