"""`floorwalker models` and what the doctor says of them: every state, and every error with exit code 1."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from floorwalker.cli import app
from floorwalker.commands.doctor import Finding, examine
from floorwalker.settings import Settings
from ranker.registry import Manifest, Registry


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def registry(home: Path) -> Registry:
    """Two models, `first` and the newer `second`; none is promoted."""
    registry = Registry(home / "models")
    for day, version in enumerate(("first", "second"), start=1):
        manifest = Manifest(
            version=version,
            created_at=datetime(2026, 5, day, tzinfo=UTC),
            kind="adapter",
            base_model="tiny",
            base_model_hash="b",
            data_hash="d",
            catalog_version="c",
            config={"epochs": 3},
            metrics={"needs ndcg@5": 0.5},
        )
        with registry.stage() as staged:
            (staged / "heads.bin").write_bytes(b"weights")
            registry.register(staged, manifest)
    return registry


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["models", *arguments])


def model_finding(home: Path) -> Finding:
    return next(finding for finding in examine(Settings(home=home)) if finding.subject == "model")


@pytest.mark.usefixtures("home")
def test_an_empty_registry_is_no_error() -> None:
    listed = run("list")

    assert (listed.exit_code, listed.output) == (0, "There are no models yet.\n")


def test_lists_the_newest_first_and_marks_the_promoted_and_the_broken(registry: Registry, home: Path) -> None:
    registry.promote("first")
    (home / "models" / "damaged").mkdir()

    newer, older, broken = run("list").output.splitlines()[1:4]

    assert newer.split() == ["second", "2026-05-02", "adapter", "tiny", "c", "0.500"]
    assert older.split()[:3] == ["promoted", "first", "2026-05-01"]
    assert broken.startswith("broken: damaged: manifest.json is missing")


def test_shows_how_a_version_was_made(registry: Registry) -> None:
    shown = run("show", registry.versions()[0])

    assert shown.exit_code == 0
    assert ["config.epochs", "3"] in [line.split() for line in shown.output.splitlines()]
    assert ["metrics.needs", "ndcg@5", "0.5"] in [line.split() for line in shown.output.splitlines()]
    assert "All files are as they were registered" in shown.output


def test_showing_a_changed_version_fails(registry: Registry, home: Path) -> None:
    (home / "models" / registry.versions()[0] / "heads.bin").write_bytes(b"other")

    shown = run("show", "first")

    assert shown.exit_code == 1
    assert "heads.bin was changed" in shown.output


def test_promotes_and_rolls_back(registry: Registry, home: Path) -> None:
    assert run("promote", "first").output == "first is promoted.\n"
    assert run("promote", "second").exit_code == 0
    assert registry.current() == home / "models" / "second"
    assert run("rollback").output == "first is promoted again.\n"
    assert run("rollback").output.startswith("No model is promoted")
    refused = run("rollback")
    assert (refused.exit_code, "nothing to roll back" in refused.output) == (1, True)


@pytest.mark.parametrize("command", ["show", "promote"])
@pytest.mark.usefixtures("registry")
def test_an_unknown_version_is_answered_with_those_there_are(command: str) -> None:
    refused = run(command, "third")

    assert (refused.exit_code, "there are: first, second" in refused.output) == (1, True)


def test_a_broken_version_is_not_promoted(registry: Registry, home: Path) -> None:
    (home / "models" / "first" / "heads.bin").unlink()

    refused = run("promote", "first")

    assert (refused.exit_code, "heads.bin is missing" in refused.output) == (1, True)
    assert registry.current() is None


def test_the_doctor_tells_which_model_is_current(registry: Registry, home: Path) -> None:
    assert model_finding(home) == Finding("model", "none promoted: the general ranker serves")
    registry.promote("first")
    assert model_finding(home) == Finding("model", "version first, complete")


def test_the_doctor_tells_how_to_mend_a_broken_model(registry: Registry, home: Path) -> None:
    registry.promote("first")
    (home / "models" / "first" / "manifest.json").unlink()

    finding = model_finding(home)

    assert "manifest.json is missing" in finding.state
    assert "floorwalker models promote" in finding.remedy
    assert not finding.fatal


def test_promotes_and_rolls_back_only_instead_of_what_was_seen(registry: Registry) -> None:
    assert run("promote", "first", "--instead-of", "none").output == "first is promoted.\n"
    refused = run("promote", "second", "--instead-of", "none")
    assert refused.exit_code == 1
    assert "first is promoted by now, not none" in refused.output
    assert run("rollback", "--instead-of", "second").exit_code == 1
    assert run("rollback", "--instead-of", "first").exit_code == 0
    assert registry.history() == ()
