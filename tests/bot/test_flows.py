"""Rasa's own checks: its data validated, and every message and command played by `rasa test` with the trained model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from bot.dialogue import wording
from bot.dialogue.decisions import ANSWER, MESSAGE, RESTART, Table
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from tests import needs

pytestmark = needs.RASA
SAID = ("hi there", "I need a mouse", "which one would you take, and why?", "我想要一个鼠标", "order FW-10234", "asdf")


def rasa(*arguments: object, folder: Path) -> str:
    """What a command of Rasa writes; it must succeed."""
    command = [str(RASA_PYTHON), "-m", "rasa", *map(str, arguments)]
    environment = os.environ | QUIET | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_the_data_is_valid(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "bot" / "domain", domain := tmp_path / "domain")
    table, rules = Table.read(), tmp_path / "rules.yml"
    made = {domain / "responses.yml": wording.domain(), domain / "decisions.yml": table.domain(), rules: table.rules()}
    for path, content in made.items():
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    data = ["--data", ROOT / "bot" / "data" / "nlu", rules, "--domain", domain]
    said = rasa("data", "validate", "--config", ROOT / "bot" / "config.yml", *data, folder=tmp_path)

    warned = re.findall(r"UserWarning: (.+)", said)
    unused = {found[1] for line in warned if (found := re.match(r"The utterance '(\w+)' is not used", line))}
    commands = [
        f"The intent '{intent}' is listed in the domain file, but is not found in the NLU training data."
        for intent in table.acts
    ]
    assert {line for line in warned if "The utterance" not in line} <= set(commands)
    assert unused - uttered_by_actions(unused) == set()


def uttered_by_actions(names: set[str]) -> set[str]:
    """Those of the responses that our code or table names, or begins the name of; Rasa only looks into rules."""
    files = [path for folder in ("actions", "dialogue") for path in (ROOT / "bot" / folder).glob("*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    named = {*re.findall(r'"(utter_\w+)"', source), *Table.read().acts.values(), "utter_restart"}
    begun = tuple(re.findall(r'"(utter_\w+_)\{', source))
    return {name for name in names if name in named or name.startswith(begun)}


def test_every_message_and_command_is_answered_by_the_one_action(model: Path, tmp_path: Path) -> None:
    said = {text: MESSAGE for text in SAID} | {f"/{act}": act for act in Table.read().acts if act != RESTART}
    stories = [
        {"story": text, "steps": [{"user": text, "intent": intent}, {"action": ANSWER}]}
        for text, intent in said.items()
    ]
    file = tmp_path / "test_stories.yml"
    file.write_text(yaml.safe_dump({"version": "3.1", "stories": stories}, allow_unicode=True), encoding="utf-8")
    arguments = ["--stories", file, "--model", model, "--out", tmp_path / "results"]

    rasa("test", "core", *arguments, "--fail-on-prediction-errors", "--no-plot", folder=tmp_path)

    report = json.loads((tmp_path / "results" / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["correct"] == report["conversation_accuracy"]["total"] == len(stories)
