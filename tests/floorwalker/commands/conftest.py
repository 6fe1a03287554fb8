"""A small shop that commands work on."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from data.demo import generate
from floorwalker.cli import app
from floorwalker.home import Home
from tests.conftest import MadeOnce

RUN = CliRunner()


@pytest.fixture(scope="session")
def _made_home(made_once: MadeOnce) -> Path:
    return made_once("home-of-commands", _make)


@pytest.fixture
def home(_made_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home folder with a small part of the demo catalog, indexed."""
    shutil.copytree(_made_home, tmp_path / "home", symlinks=True)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return Home(tmp_path / "home")


def _make(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as demo:
        patch.setenv("FLOORWALKER_HOME", str(folder))
        patch.setenv("COLUMNS", "200")
        generate(Path(demo), seed=7)
        part = Path(demo) / "part.jsonl"
        lines = (Path(demo) / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
        part.write_text("\n".join(lines[::4]), encoding="utf-8")
        mapping = str(Path(demo) / "mapping.yaml")
        for command in (["import", str(part), "--format", "jsonl", "--mapping", mapping], ["index"]):
            done = RUN.invoke(app, command)
            assert done.exit_code == 0, done.output
