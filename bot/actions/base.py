"""What all actions share: the turn that they answer, the table that says who does, what is said when a part is down.

An action is a function of this package, called `action_…`: it says the answer to a turn, and returns the events that
keep what the conversation is to hold. It raises what the recommender's client raises; while that is down a turn fails
as a whole, and is as if it had not been said (`bot.actions.server`). Rasa knows only one of them,
`action_answer`, which decides what the message does and has each of its acts answered.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import bot.actions
from bot.dialogue import conditions, grounding, viewing
from bot.dialogue.deciding import decide
from bot.dialogue.decisions import ANSWER, Table
from bot.dialogue.lending import Loan
from bot.dialogue.services import Services
from bot.dialogue.turn import Act, Turn
from recommender.client import RecommenderRejected


def register(executor: ActionExecutor, services: Services) -> None:
    """Gives what answers every message to Rasa's SDK, with what it uses."""
    executor.register_function(ANSWER, functools.partial(run, ANSWER, services))


async def run(
    name: str, services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
) -> list[EventType]:
    """Runs the action of this name as Rasa's SDK does: with personal data put back, and masked again in what leaves.

    Raises recommender.client.RecommenderUnavailable.
    """
    standing, corrected = grounding.grounded(tracker)
    loan = Loan(standing, services.vault)
    turn = Turn(dispatcher, loan.tracker, services, loan)
    try:
        events = await answer(name, turn)
    except RecommenderRejected:
        events = turn.say("utter_search_down")
    events = [*corrected, *loan.closed(dispatcher, events)]
    return [*events, *grounding.drafted(standing, events)] if turn.is_draft else events


async def action_answer(turn: Turn) -> list[EventType]:
    """Answers each act of a message, each in the conversation as the one before left it."""
    events = await _come_to(turn)
    turn = turn.after(events) if events else turn
    acts = await decide(turn)
    for act in acts:
        with turn.superseding():
            events += await done(act, turn.after(events) if events else turn)
    turn.note(acts)
    return events


async def _come_to(turn: Turn) -> list[EventType]:
    """The events that have the turn know of the product whose page the shopper has come to."""
    try:
        return await viewing.taken_up(turn)
    except RecommenderRejected:  # no id of the catalog
        return []


async def done(act: Act, turn: Turn) -> list[EventType]:
    """Has an act answered, by the action or the response that the table names."""
    meant, answering = turn.doing(act), Table.read().acts[act.name]
    return await answer(answering, meant) if answering.startswith("action_") else meant.say(answering)


async def answer(action: str, turn: Turn) -> list[EventType]:
    """Has the turn answered, by this action or by the one that the table names in its place."""
    for one in Table.read().instead:
        if one.of == action and await getattr(conditions, one.when)(turn):
            return await answer(one.then, turn)
    return await _actions()[action](turn)


@functools.cache
def _actions() -> dict[str, Callable[[Turn], Awaitable[list[EventType]]]]:
    """Every action by its name."""
    modules = [
        importlib.import_module(found.name) for found in pkgutil.iter_modules(bot.actions.__path__, "bot.actions.")
    ]
    found = {name: own for module in modules for name, own in vars(module).items() if name.startswith("action_")}
    return {**found, ANSWER: action_answer}
