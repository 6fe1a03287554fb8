"""The table of what answers what."""

from __future__ import annotations

import inspect
import typing

import yaml

from bot.actions.base import _actions
from bot.acts.scene import STATES
from bot.dialogue import conditions, wording
from bot.dialogue.decisions import ANSWER, FILE, MESSAGE, RESTART, Table
from floorwalker.settings import ROOT
from gateway.protocol import Action
from language.acts import ACTS

TABLE = Table.read()


def test_every_act_is_answered_by_an_action_or_response_that_there_is() -> None:
    known = {*_actions(), *wording.wording("en")}

    assert set(ACTS) <= set(TABLE.acts)
    assert set(TABLE.acts.values()) <= known
    assert {one.of for one in TABLE.instead} | {one.then for one in TABLE.instead} <= known


def test_every_condition_is_one_and_is_used() -> None:
    there = {name for name, part in vars(conditions).items() if inspect.iscoroutinefunction(part)}
    assert {one.when for one in TABLE.instead} == there


def test_what_the_gateway_sends_and_what_may_be_tapped_are_acts() -> None:
    assert set(typing.get_args(Action)) <= set(TABLE.acts)
    assert set(TABLE.topics) <= set(TABLE.acts)


def test_every_state_is_one_that_acts_are_judged_in_and_begins_a_response() -> None:
    responses = wording.wording("en")

    assert {one.state for one in TABLE.states} <= set(STATES)
    assert all(any(name.startswith(one.said) for name in responses) for one in TABLE.states)


def test_every_risk_is_of_an_act_or_an_action() -> None:
    assert set(TABLE.risks) <= {*TABLE.acts, *TABLE.acts.values()}


def test_rasa_has_every_message_and_command_answered_by_the_one_action_but_the_restart() -> None:
    answered = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in TABLE.rules()["rules"]}

    assert answered == dict.fromkeys({MESSAGE, *TABLE.acts} - {RESTART}, ANSWER)
    assert TABLE.domain() == {"version": "3.1", "intents": [MESSAGE, *TABLE.acts], "actions": [ANSWER]}


def test_the_intent_of_what_is_said_is_the_one_that_rasas_pipeline_gives() -> None:
    pipeline = yaml.safe_load((ROOT / "bot" / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    assert [part["intent"] for part in pipeline if "intent" in part] == [MESSAGE]


def test_no_row_stands_twice() -> None:
    rows = [line.split(":")[0] for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("  ")]
    plain = [row for row in rows if "-" not in row]
    assert len(plain) == len(TABLE.acts) + len(TABLE.risks)
    assert len(yaml.safe_load(FILE.read_text(encoding="utf-8"))["instead"]) == len(set(TABLE.instead))
