"""What answering a shopper needs from outside: the recommender, the shop's order system, a chat model.

Rasa's SDK makes actions without arguments, so the process that serves them says once what they use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.orders.backend import OrderBackend
from bot.orders.guesses import Guesses
from recommender.client import RecommenderClient

if TYPE_CHECKING:
    from bot.chat_model.writer import Writer


@dataclass(frozen=True, slots=True)
class Services:
    """What there is in a process; None for what the shop does not have."""

    recommender: RecommenderClient
    orders: OrderBackend | None = None
    guesses: Guesses = field(default_factory=Guesses)
    writer: Writer | None = None


_current: list[Services] = []


def use(services: Services) -> None:
    """Gives the actions of this process what they use."""
    _current[:] = [services]


def current() -> Services:
    """What the actions of this process use. Raises RuntimeError before anybody said so."""
    if not _current:
        raise RuntimeError("the actions were given no services: start them with bot.actions.server.main")
    return _current[0]
