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
    done = RUN.invoke(app, ["train", "--quick", "--shoppers", "500", "--no-promote"])

    assert done.exit_code == 0, done.output
    registry = Registry(home.models)
    (manifest,) = registry.list()
    assert manifest.kind == "adapter"
    assert manifest.config["seeds"] == 2
    registry.verify(manifest.version)
    report = home.models / manifest.version / "report"
    assert "| **ours** |" in (report / "report.md").read_text(encoding="utf-8")
    assert json.loads((report / "data.json").read_text(encoding="utf-8"))["by_split"]["types"] > 0
    assert manifest.metrics["types ndcg@5"] > 0.5
    assert registry.current() is None


def test_says_what_to_do_without_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    done = RUN.invoke(app, ["train"])

    assert done.exit_code == 1
    assert "floorwalker import" in done.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--method", "magic"], "method must be one of adapter"), (["--seeds", "0"], "seeds must be at least 1")],
)
def test_names_an_option_that_cannot_be(arguments: list[str], words: str) -> None:
    done = RUN.invoke(app, ["train", *arguments])

    assert done.exit_code == 1
    assert words in " ".join(done.output.split())
