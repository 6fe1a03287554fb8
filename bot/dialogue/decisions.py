"""Which action answers what, as `decisions.yml` says it: to the actions, and to Rasa, whose rules are made of it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FILE = Path(__file__).with_suffix(".yml")


class Instead(NamedTuple):
    """An action that answers in place of another, when a condition of this name is true."""

    of: str
    when: str
    then: str


class Table(NamedTuple):
    """What answers what."""

    intents: dict[str, str | None]
    """The action or response of each intent; None where Rasa has one of its own."""
    topics: tuple[str, ...]
    """Intents that may be tapped where words led nowhere."""
    instead: tuple[Instead, ...]

    @staticmethod
    @functools.cache
    def read() -> Table:
        """The table of the file."""
        table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        return Table(table["intents"], tuple(table["topics"]), tuple(Instead(**one) for one in table["instead"]))

    def domain(self) -> dict[str, Any]:
        """The intents and actions of a Rasa domain."""
        actions = {action for action in self.intents.values() if action and action.startswith("action_")}
        return {"version": "3.1", "intents": list(self.intents), "actions": sorted(actions)}

    def rules(self) -> dict[str, Any]:
        """Rasa's rules, one an intent."""
        rules = [
            {"rule": f"{intent} is answered by {action}", "steps": [{"intent": intent}, {"action": action}]}
            for intent, action in self.intents.items()
            if action
        ]
        return {"version": "3.1", "rules": rules}
