"""A small shop that commands work on."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.demo import generate
from floorwalker.cli import app
from floorwalker.home import Home

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
