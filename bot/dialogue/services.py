"""What answering a shopper needs: recommender, classifier of acts, the shop's order system, a chat model, keys."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.acts.classifier import ActClassifier
from bot.orders.backend import OrderBackend
from bot.orders.guesses import Guesses
from data.privacy.vault import Vault, in_memory
from recommender.client import RecommenderClient, RecommenderUnavailable

if TYPE_CHECKING:
    from bot.chat_model.writer import Writer


@dataclass(frozen=True, slots=True)
class Services:
    """What there is in a process; None for what the shop does not have."""

    recommender: RecommenderClient
    """That of the main catalog."""
    orders: OrderBackend | None = None
    guesses: Guesses = field(default_factory=Guesses)
    writer: Writer | None = None
    vault: Vault = field(default_factory=in_memory)
    """What opens personal data on loan; it needs the gateway's keys."""
    acts: ActClassifier = field(default_factory=functools.cache(ActClassifier.load))
    """What judges messages; the one that comes with the project, unless another is given."""
    recommenders: Mapping[str, RecommenderClient] = field(default_factory=dict)
    """Those of the catalogs that sites have of their own, by name."""

    def recommender_of(self, catalog: str) -> RecommenderClient:
        """That of a catalog; of none, the main one's. Raises RecommenderUnavailable for a catalog that is not known
        here: products of another are no answer."""
        if not catalog:
            return self.recommender
        if catalog not in self.recommenders:
            raise RecommenderUnavailable(
                f"the catalog {catalog!r} is not known; start the action server with FLOORWALKER_CATALOGS as it is now"
            )
        return self.recommenders[catalog]
