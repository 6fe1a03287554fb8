"""`floorwalker train` from a catalog to a registered model, on the demo catalog's first products."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from floorwalker.cli import app
from floorwalker.home import Home
from ranker.registry import Registry

RUN = CliRunner()


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
