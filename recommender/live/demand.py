"""Recent demand as a signal in both orders: small enough to decide among like products, never against a wish.

Reads the log (`data.conversations.demand`) now and then and keeps the last good reading.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.demand import Demand, read_demand
from data.database import connect
from ranker.candidates import Ranking, RankingRequest
from recommender.live.snapshot import Snapshot

Floats = npt.NDArray[np.float64]

PRODUCT_GAIN = 0.15
"""How far the most and the least wanted product move in relevance: about as far as two neighbours on the first page
are apart, so that demand decides among like ones."""
ATTRIBUTE_GAIN = 1.0
"""Times the logarithm of one and the share of conversations that wish for an attribute: its weight doubles at most."""
REFRESH_SECONDS = 60.0
_log = logging.getLogger(__name__)


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


class DemandReader:
    """Reads the demand at most every `REFRESH_SECONDS`; a database that fails leaves the last reading current."""

    def __init__(self, database_url: str, half_life_days: float, now: Callable[[], datetime] | None = None) -> None:
        self._engine = connect(database_url)
        self._half_life = timedelta(days=half_life_days)
        self._now = now or (lambda: datetime.now(UTC).replace(tzinfo=None))
        self._read_at = -np.inf
        self._failed = False
        self.demand = Demand()

    def refresh(self) -> bool:
        """Reads again if it is time; says whether there is a new reading."""
        if time.monotonic() - self._read_at < REFRESH_SECONDS:
            return False
        self._read_at = time.monotonic()
        try:
            self.demand = read_demand(self._engine, self._now(), self._half_life)
        except SQLAlchemyError as error:
            if not self._failed:
                _log.warning("the log of conversations cannot be read, recent demand stays as it was: %s", error)
            self._failed = True
            return False
        self._failed = False
        return True
