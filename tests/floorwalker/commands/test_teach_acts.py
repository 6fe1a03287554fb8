"""`floorwalker teach-acts`: what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from floorwalker.cli import app


def test_says_that_there_is_no_catalog_to_read_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path / "home"))

    done = CliRunner().invoke(app, ["teach-acts", "--out", str(tmp_path / "model")])

    assert done.exit_code == 1
    assert "floorwalker import" in done.output
    assert not (tmp_path / "model").exists()
