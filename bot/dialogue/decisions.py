"""What answers what, as `decisions.yml` says it: to the actions, and to Rasa, whose rules are made of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from language import yaml_text

FILE = Path(__file__).with_suffix(".yml")
MESSAGE = "message"
"""The intent of everything that is said in words: what it does is decided in its conversation (`deciding`)."""
ANSWER = "action_answer"
"""The action that Rasa calls for every message and every command."""
RESTART = "restart"
"""The one command that Rasa answers itself: it forgets the conversation, and no rule may say otherwise."""


class Instead(NamedTuple):
    """An action that answers in place of another, when a condition of this name is true."""

    of: str
    when: str
    then: str


class State(NamedTuple):
    """What stands before the shopper once a response was said whose name begins so."""

    said: str
    state: str


class Table(NamedTuple):
    """What answers what."""

    acts: Mapping[str, str]
    """The action or response of each act and each command."""
    topics: tuple[str, ...]
    """Acts that may be tapped where words led nowhere."""
    risks: Mapping[str, float]
    """What is lost if an act, or one of an action, is done that was not meant, while products are shown or named."""
    states: tuple[State, ...]
    instead: tuple[Instead, ...]

    @staticmethod
    @functools.cache
    def read() -> Table:
        """The table of the file."""
        table = yaml_text.load(FILE.read_text(encoding="utf-8"))
        return Table(
            acts=table["acts"],
            topics=tuple(table["topics"]),
            risks=table["risks"],
            states=tuple(State(**one) for one in table["states"]),
            instead=tuple(Instead(**one) for one in table["instead"]),
        )

    def domain(self) -> dict[str, Any]:
        """The intents and the one action of a Rasa domain."""
        return {"version": "3.1", "intents": [MESSAGE, *self.acts], "actions": [ANSWER]}

    def rules(self) -> dict[str, Any]:
        """Rasa's rules: whatever is said or tapped is answered by the one action."""
        rules = [
            {"rule": f"{intent} is answered", "steps": [{"intent": intent}, {"action": ANSWER}]}
            for intent in (MESSAGE, *self.acts)
            if intent != RESTART
        ]
        return {"version": "3.1", "rules": rules}
