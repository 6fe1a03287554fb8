"""What all actions share: the turn that they answer, the table that says who does, what is said when a part is down.

Rasa's SDK makes each action without arguments; what they use is `bot.dialogue.services`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

import bot.actions
from bot.dialogue import conditions, services
from bot.dialogue.decisions import Table
from bot.dialogue.services import Services
from bot.dialogue.turn import Turn
from recommender.client import RecommenderRejected, RecommenderUnavailable


class TurnAction(Action, ABC):
    """An action that answers a turn, or leaves that to the one that the table of decisions names."""

    called: ClassVar[str]
    """The action's name in the domain."""

    def __init__(self, given: Services | None = None) -> None:
        self._services = given

    def name(self) -> str:
        return self.called

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        turn = Turn(dispatcher, tracker, self._services or services.current())
        try:
            return await answer(self.called, turn)
        except (RecommenderUnavailable, RecommenderRejected):
            turn.say("utter_search_down")
            return []

    @abstractmethod
    async def answer(self, turn: Turn) -> list[EventType]:
        """Says the answer, and returns the events that keep what the conversation is to hold.

        Raises what the recommender's client raises.
        """


async def answer(action: str, turn: Turn) -> list[EventType]:
    """Has the turn answered, by this action or by the one that the table names in its place."""
    for one in Table.read().instead:
        if one.of == action and await getattr(conditions, one.when)(turn):
            return await answer(one.then, turn)
    return await _actions()[action]().answer(turn)


@functools.cache
def _actions() -> dict[str, type[TurnAction]]:
    """Every action of the package by its name."""
    for module in pkgutil.iter_modules(bot.actions.__path__, "bot.actions."):
        importlib.import_module(module.name)
    return {action.called: action for action in TurnAction.__subclasses__()}
