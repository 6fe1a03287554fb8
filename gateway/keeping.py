"""What the gateway does for shoppers' privacy by itself, every hour: retention, and files that their owner alone reads.

Several gateways do it in turn (`data.privacy.leases`); it works in threads and small batches, beside the shoppers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from prometheus_client import Counter, Gauge
from sqlalchemy import Engine

from data.privacy import modes
from data.privacy.pseudonyms import Pseudonyms, replace_ids, shoppers_key
from data.privacy.retention import Ages, Retention
from data.privacy.vault import DailyKeys
from gateway.config import GatewayConfig

log = logging.getLogger(__name__)
REMOVED = Counter("floorwalker_retention_removed", "What retention removed", ["what"])
LAST_RUN = Gauge("floorwalker_retention_last_run_seconds", "When retention last ran to its end here, as a Unix time")

FIRST_PAUSE = 30.0
"""Seconds after the start: first of all shoppers are answered."""
PAUSE = 3600.0
"""Seconds from one run to the next."""


class Keeper:
    """Keeps to what was promised to shoppers, for as long as the gateway runs."""

    def __init__(self, engine: Engine, config: GatewayConfig) -> None:
        self._engine = engine
        self._places = config.places
        self._vault = config.vault
        key = shoppers_key(config.places.keys if config.places else None, config.shopper_key)
        self.pseudonyms = Pseudonyms(key)
        ages = Ages(config.session_lifetime, config.log_lifetime, config.longest_session)
        self._stop = asyncio.Event()
        self._retention = Retention(engine, config.places, ages, stopped=self._stop.is_set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running event loop."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Ends, after the batch under way."""
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not await self._told_to_stop(pause):
            await asyncio.to_thread(self._run)
            pause = PAUSE

    async def _told_to_stop(self, pause: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), pause)
        return self._stop.is_set()

    def _run(self) -> None:
        """One run; what goes wrong is logged, and tried again at the next."""
        try:
            if self._places is not None:
                modes.close(self._places.private())
            if isinstance(self._vault, DailyKeys):
                self._vault.forget()
            replace_ids(self._engine, self.pseudonyms)
            gone = self._retention.run("gateway")
        except Exception:  # whatever it is, shoppers are answered, and the next run may do
            log.exception("retention did not run to its end; it is tried again in an hour")
            return
        LAST_RUN.set_to_current_time()
        for what, count in gone.counts().items() if gone else ():
            REMOVED.labels(what).inc(count)
