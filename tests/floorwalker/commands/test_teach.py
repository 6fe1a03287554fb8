"""`floorwalker teach`: what it can be told."""

from __future__ import annotations

from typer.testing import CliRunner

from floorwalker.cli import app


def test_names_a_setting_that_cannot_be() -> None:
    done = CliRunner().invoke(app, ["teach", "--epochs", "0"])

    assert done.exit_code == 1
    assert "epochs must be at least 1" in " ".join(done.output.split())
