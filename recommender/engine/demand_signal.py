"""Recent demand as a signal in both orders: small enough to decide among like products, never against a constraint.

The demand itself is read by `recommender.live.demand`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.conversations.demand import Demand
from ranker.candidates import Ranking, RankingRequest
from recommender.engine.snapshot import Snapshot
from retrieval.attribute_table import Floats

PRODUCT_GAIN = 0.15
"""How far the most and the least wanted product move in relevance: about as far as two neighbours on the first page
are apart, so that demand decides among like ones."""
ATTRIBUTE_GAIN = 1.0
"""Times the logarithm of one and the share of conversations that ask for an attribute: its weight doubles at most."""


@dataclass(frozen=True, slots=True)
class DemandSignal:
    """Demand over one snapshot."""

    rows: Floats
    """(rows,) factor on the relevance of each product, in [1 - PRODUCT_GAIN, 1 + PRODUCT_GAIN]."""
    attributes: dict[str, float]
    """What is added to the logarithm of an attribute's weight, by name; none for the others."""


def signal(demand: Demand, snapshot: Snapshot) -> DemandSignal | None:
    """The signal of a demand; None if there is none, so that a cold log changes nothing."""
    if not demand.products and not demand.attributes:
        return None
    scores = [demand.products.get(product.id, 0.5) for product in snapshot.catalog.products]
    rows = 1 + PRODUCT_GAIN * (2 * np.asarray(scores, np.float64) - 1)
    gains = {name: ATTRIBUTE_GAIN * float(np.log1p(share)) for name, share in demand.attributes.items()}
    return DemandSignal(rows, gains)


def in_demand(ranking: Ranking, request: RankingRequest, demand: DemandSignal | None) -> Ranking:
    """The ranking with what is asked for these days made weightier."""
    gains = [demand.attributes.get(candidate.name, 0.0) for candidate in request.candidates] if demand else []
    if not any(gains):
        return ranking
    weights = ranking.weights * np.exp(gains)
    return replace(ranking, weights=weights / weights.sum(), parts=ranking.parts | {"demand": np.asarray(gains)})
