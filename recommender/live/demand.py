"""Recent demand: read from the log (`data.conversations.demand`) now and then; the last good reading is kept.

What it does to the orders is `recommender.engine.demand_signal`'s.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.demand import Demand, read_demand
from data.conversations.sites import ALL, Sites
from data.database import connect

REFRESH_SECONDS = 60.0
_log = logging.getLogger(__name__)


class DemandReader:
    """Reads the demand at most every `REFRESH_SECONDS`; a database that fails leaves the last reading current."""

    def __init__(
        self,
        database_url: str,
        half_life_days: float,
        now: Callable[[], datetime] | None = None,
        sites: Sites = ALL,
    ) -> None:
        self._engine = connect(database_url)
        self._sites = sites
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
            self.demand = read_demand(self._engine, self._now(), self._half_life, self._sites)
        except SQLAlchemyError as error:
            if not self._failed:
                _log.warning("the log of conversations cannot be read, recent demand stays as it was: %s", error)
            self._failed = True
            return False
        self._failed = False
        return True
