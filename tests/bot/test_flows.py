"""Rasa's own checks: its data validated, and a story for every flow played by `rasa test` with the trained model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from bot.dialogue import wording
from bot.dialogue.decisions import Table
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from tests import needs

pytestmark = needs.RASA
SENT = ("choose", "too_long", "unclear")
"""Intents that are never said: one is tapped, the others the gateway sends."""
STORIES = Path(__file__).with_name("stories")


def rasa(*arguments: object, folder: Path) -> str:
    """What a command of Rasa writes; it must succeed."""
    command = [str(RASA_PYTHON), "-m", "rasa", *map(str, arguments)]
    environment = os.environ | QUIET | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_the_data_is_valid(examples: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "bot" / "domain", domain := tmp_path / "domain")
    table, rules = Table.read(), tmp_path / "rules.yml"
    made = {domain / "responses.yml": wording.domain(), domain / "decisions.yml": table.domain(), rules: table.rules()}
    for path, content in made.items():
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    data = ["--data", ROOT / "bot" / "data", rules, examples, "--domain", domain]
    said = rasa("data", "validate", "--config", ROOT / "bot" / "config.yml", *data, folder=tmp_path)

    warned = re.findall(r"UserWarning: (.+)", said)
    unused = {found[1] for line in warned if (found := re.match(r"The utterance '(\w+)' is not used", line))}
    assert sorted(line for line in warned if "is not used" not in line) == [
        f"The intent '{intent}' is listed in the domain file, but is not found in the NLU training data."
        for intent in SENT
    ]
    assert unused - uttered_by_actions(unused) == set()


def uttered_by_actions(names: set[str]) -> set[str]:
    """Those of the responses that our code names, or begins the name of; Rasa only looks into rules."""
    files = [path for folder in ("actions", "dialogue") for path in (ROOT / "bot" / folder).glob("*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    named = {*re.findall(r'"(utter_\w+)"', source), "utter_restart"}
    begun = tuple(re.findall(r'"(utter_\w+_)\{', source))
    return {name for name in names if name in named or name.startswith(begun)}


def test_every_flow_has_a_story() -> None:
    flows = {(intent, action) for intent, action in Table.read().intents.items() if action}
    told = set()
    for file in STORIES.glob("*.yml"):
        for story in yaml.safe_load(file.read_text(encoding="utf-8"))["stories"]:
            steps = story["steps"]
            told |= {
                (one["intent"], other["action"])
                for one, other in zip(steps, steps[1:], strict=False)
                if "intent" in one
            }

    assert len(flows) > 40
    assert flows - told == set()


def test_every_story_goes_as_it_is_told(model: Path, tmp_path: Path) -> None:
    arguments = [
        "--stories",
        STORIES,
        "--model",
        model,
        "--out",
        tmp_path / "results",
        "--fail-on-prediction-errors",
        "--no-plot",
    ]

    rasa("test", "core", *arguments, folder=tmp_path)

    report = json.loads((tmp_path / "results" / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["correct"] == report["conversation_accuracy"]["total"] >= 20
