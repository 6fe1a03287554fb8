"""Which parts behind the gateway are there, for `/ready`; and how the processes fare where one machine runs them all.

That the database answers is not enough: a full disk or a read-only file answers every question and stores nothing. So a
row is written, at the most every `FRESH` seconds, however often it is asked.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import CollectorRegistry
from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.log import now
from data.conversations.tables import LeaseRow
from gateway.catalogs import Recommenders
from gateway.rasa import Rasa

FRESH = 2.0
"""Seconds for which what was found counts."""
PATIENCE = 3.0
"""Seconds that a part may take to answer."""
_ROW = "ready"
"""The row of the leases that is written; nobody takes it."""


class Readiness:
    """Of one gateway. `actions_url`: the action server's, where it is known; `processes`: the supervisor's file
    (`floorwalker.processes.record`), if there is one."""

    def __init__(
        self, engine: Engine, rasa: Rasa, recommenders: Recommenders, actions_url: str, processes: Path | None
    ) -> None:
        self._engine = engine
        self._rasa = rasa
        self._recommenders = recommenders
        self._actions_url = actions_url
        self._processes = processes
        self._asking = asyncio.Lock()
        self._found: dict[str, bool] = {}
        self._at = -FRESH

    async def parts(self) -> dict[str, bool]:
        """Whether each part is there: `database` (it takes writes), `rasa`, `recommender` (that of each catalog), and
        `actions`."""
        async with self._asking:
            if time.monotonic() - self._at >= FRESH:
                self._found = await self._look()
                self._at = time.monotonic()
            return self._found

    def unstable(self) -> list[str]:
        """The processes that stopped again and again of late."""
        return sorted(name for name, fate in self._fates().items() if fate.get("unstable"))

    def exposition(self) -> bytes:
        """How the processes fare, in Prometheus' format; empty where nobody supervises them."""
        fates = self._fates()
        if not fates:
            return b""
        registry = CollectorRegistry()
        registry.register(_Fates(fates))
        return generate_latest(registry)

    async def _look(self) -> dict[str, bool]:
        parts = {
            "database": self._database(),
            "rasa": self._rasa.is_ready(),
            "recommender": self._recommenders.are_ready(),
        }
        if self._actions_url:
            parts["actions"] = self._acts()
        return dict(zip(parts, await asyncio.gather(*parts.values()), strict=True))

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.to_thread(self._write)
        except (SQLAlchemyError, TimeoutError):
            return False
        return True

    def _write(self) -> None:
        row = {"name": _ROW, "until": now()}
        with self._engine.execution_options(writes=True).begin() as connection:
            if connection.execute(update(LeaseRow).where(LeaseRow.name == _ROW).values(row)).rowcount == 0:
                connection.execute(insert(LeaseRow), row)

    async def _acts(self) -> bool:
        try:
            async with httpx.AsyncClient(base_url=self._actions_url, timeout=PATIENCE, trust_env=False) as client:
                return (await client.get("/health")).is_success
        except httpx.HTTPError:
            return False

    def _fates(self) -> dict[str, dict[str, Any]]:
        try:
            told: dict[str, dict[str, Any]] = json.loads(self._processes.read_bytes()) if self._processes else {}
        except (OSError, ValueError):
            return {}
        return told


class _Fates:
    """The supervisor's file as gauges."""

    def __init__(self, fates: dict[str, dict[str, Any]]) -> None:
        self._fates = fates

    def collect(self) -> list[Metric]:
        """The gauges."""
        said = {
            "floorwalker_process_ready": ("Whether a process is ready", lambda fate: fate["state"] == "ready"),
            "floorwalker_process_restarts": ("How often a process was started again", lambda fate: fate["restarts"]),
            "floorwalker_process_unstable": (
                "Whether a process stopped again and again of late",
                lambda fate: fate["unstable"],
            ),
        }
        gauges: list[Metric] = []
        for name, (meaning, value) in said.items():
            gauge: GaugeMetricFamily = GaugeMetricFamily(name, meaning, labels=["process"])
            for process, fate in self._fates.items():
                gauge.add_metric([process], float(value(fate)))  # type: ignore[no-untyped-call]
            gauges.append(gauge)
        return gauges
