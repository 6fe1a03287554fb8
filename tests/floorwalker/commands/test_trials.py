"""`floorwalker models canary | shadow | interleave | stop | compare`: each state, and every error with exit code 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.database import connect, upgrade
from data.privacy.audit import entries
from floorwalker.settings import Settings
from ranker.registry import Registry
from tests.floorwalker.commands.test_models import home, registry, run

__all__ = ["home", "registry"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("canary", "second answers 10% of the shoppers."),
        ("shadow", "second looks at 10% of the requests, unseen."),
        ("interleave", "second shares the lists of 10% of the shoppers with the current model."),
    ],
)
def test_a_version_goes_on_trial_and_off_again(registry: Registry, command: str, said: str) -> None:
    registry.promote("first")

    started = run(command, "second", "--share", "0.1")
    assert (started.exit_code, started.output) == (0, said + "\n")
    assert f"{command} 10%" in run("list").output

    assert run("stop").output == "No model is on trial.\n"
    assert registry.trial() is None


def test_refuses_what_cannot_be_on_trial(registry: Registry) -> None:
    registry.promote("first")

    assert "promoted already" in run("canary", "first").output
    assert "there is no model 'third'" in run("canary", "third").output
    assert run("canary", "first").exit_code == run("canary", "third").exit_code == 1
    assert run("canary", "second", "--share", "1.5").exit_code == 2
    assert registry.trial() is None


def test_compares_nothing_with_nothing(registry: Registry, home: Path) -> None:
    refused = run("compare")
    assert (refused.exit_code, "no model is on trial" in refused.output) == (1, True)

    upgrade(Settings(home=home).database)
    registry.try_out("canary", "second", 0.1)

    assert run("compare").output == "The log has no list, and the shadow no answer, of this version yet.\n"


def test_says_what_the_shadow_saw(registry: Registry, home: Path) -> None:
    upgrade(Settings(home=home).database)
    registry.try_out("shadow", "second", 0.1)
    folder = home / "shadow"
    folder.mkdir()
    lines = [
        {"current": {"question": "colour"}, "shadow": {"question": asked}, "overlap": overlap}
        for asked, overlap in (("colour", 1.0), ("weight", 0.6))
    ]
    torn = '{"current": {"quest'  # by a stop while it was written
    (folder / "second.jsonl").write_text("\n".join([*map(json.dumps, lines), torn]), encoding="utf-8")

    assert "2 answers: the same question in 50.0%" in " ".join(run("compare").output.split())
    assert json.loads(run("compare", "second", "--json").output)["shadow"] == {
        "answers": 2,
        "same_question": 0.5,
        "overlap": 0.8,
    }
    engine = connect(Settings(home=home).database)
    assert [(one.what, one.details["command"]) for one in entries(engine)] == [("read", "models compare")] * 2
    engine.dispose()
