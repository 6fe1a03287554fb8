"""What answering a shopper needs: recommender, classifier of acts, the shop's order system, a chat model, keys."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.acts.classifier import ActClassifier
from bot.orders.backend import OrderBackend
from bot.orders.guesses import Guesses
from data.privacy.vault import Vault, in_memory
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
    vault: Vault = field(default_factory=in_memory)
    """What opens personal data on loan; it needs the gateway's keys."""
    acts: ActClassifier = field(default_factory=functools.cache(ActClassifier.load))
    """What judges messages; the one that comes with the project, unless another is given."""
