"""The table of which action answers what."""

from __future__ import annotations

import inspect
import typing

import yaml

from bot.actions.base import _actions
from bot.dialogue import conditions
from bot.dialogue.decisions import FILE, Table
from gateway.protocol import Action

TABLE = Table.read()


def test_every_intent_is_answered_by_an_action_or_response_that_there_is() -> None:
    known = set(_actions()) | {None}

    assert {action for action in TABLE.intents.values() if action is None or action.startswith("action_")} <= known
    assert {one.of for one in TABLE.instead} | {one.then for one in TABLE.instead} <= known


def test_every_condition_is_one_and_is_used() -> None:
    there = {name for name, part in vars(conditions).items() if inspect.iscoroutinefunction(part)}
    assert {one.when for one in TABLE.instead} == there


def test_what_the_gateway_sends_and_what_may_be_tapped_are_intents() -> None:
    assert set(typing.get_args(Action)) <= set(TABLE.intents)
    assert set(TABLE.topics) <= set(TABLE.intents)


def test_no_row_stands_twice() -> None:
    rows = [line.split(":")[0] for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("  ")]
    intents = [row for row in rows if "-" not in row]
    assert len(intents) == len(set(intents)) == len(TABLE.intents)
    assert len(yaml.safe_load(FILE.read_text(encoding="utf-8"))["instead"]) == len(set(TABLE.instead))
