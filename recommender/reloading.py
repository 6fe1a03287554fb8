"""Keeps the recommender of the published index and the promoted model loaded, and replaces them by newer ones.

The new one is loaded beside the old one, and requests keep what they started with, so none is dropped. If an index
cannot be loaded, the old one stays in force and the reason is told by /ready; the same for a model
(`recommender.rankers`).
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor

from data.errors import DataError
from recommender.config import RecommenderConfig
from recommender.engine import Recommender
from recommender.errors import NotReady, RecommenderError
from recommender.failures import RankerFailures
from recommender.metrics import Metrics
from recommender.rankers import LoadRanker, Rankers
from recommender.rulebook import Rulebook
from recommender.snapshot import CatalogOf, load_snapshot
from retrieval.encoder import Encoder
from retrieval.errors import RetrievalError
from retrieval.index import current

_log = logging.getLogger(__name__)
_UNREADABLE = (RecommenderError, DataError, RetrievalError, OSError)


class Reloader:
    """Holds the recommender in force; `metrics` are told of each new one, and of models that fail."""

    def __init__(
        self, config: RecommenderConfig, catalog_of: CatalogOf, metrics: Metrics, load_ranker: LoadRanker
    ) -> None:
        self._config = config
        self._catalog_of = catalog_of
        self._metrics = metrics
        self._rankers = Rankers(config, load_ranker, metrics)
        self._rulebook = Rulebook(config.rules, metrics)
        self._failures = RankerFailures(lambda: metrics.model_failed("rank"))
        self._encoder: Encoder | None = None
        self._failed: str | None = None
        self._recommender: Recommender | None = None
        self._stale: str | None = "the catalog is being loaded"

    @property
    def reason(self) -> str | None:
        """Why there is no recommender, or why a newer catalog, model or rule is not in force; None if all is well."""
        return "; ".join(filter(None, (self._stale, self._rankers.reason, self._rulebook.reason))) or None

    @property
    def recommender(self) -> Recommender:
        """The recommender in force. Raises NotReady."""
        if self._recommender is None:
            raise NotReady(self._stale or "the catalog is being loaded")
        return self._recommender

    async def watch(self, executor: Executor) -> None:
        """Looks for newer ones every `poll_seconds`, for ever; loading happens on `executor`."""
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(executor, self.refresh)
            await asyncio.sleep(self._config.poll_seconds)

    def refresh(self) -> None:
        """Loads what was published or promoted since. Never raises: the reason is kept instead."""
        newer = self._newer()
        recommender = newer or self._recommender
        if recommender is None or self._encoder is None:
            return
        if newer or self._rulebook.is_outdated:
            recommender.rules = self._rulebook.take_up(recommender.snapshot.catalog.attributes)
        if not (newer or self._rankers.is_outdated):
            return
        recommender.ranker = self._rankers.take_up(recommender.attribute_readings(), self._encoder)
        self._recommender = recommender
        self._metrics.loaded(recommender)
        _log.info(
            "index %s with %d products is in force, ranked by %s",
            recommender.snapshot.version,
            len(recommender.snapshot.catalog.products),
            recommender.ranker.version,
        )

    def _newer(self) -> Recommender | None:
        """The recommender of the published index, without its ranker; None if it is in force or cannot be loaded."""
        folder = current(self._config.indexes)
        if folder is None:
            if self._recommender is None:
                self._stale = "no index is published: run floorwalker index"
            return None
        in_force = self._recommender.snapshot.version if self._recommender else None
        if folder.name in (in_force, self._failed):
            return None
        try:
            if self._encoder is None:
                self._encoder = Encoder.load(
                    self._config.language_model, device=self._config.device, threads=self._config.threads
                )
            snapshot = load_snapshot(folder, self._encoder, self._catalog_of)
        except _UNREADABLE as error:
            _log.exception("index %s cannot be loaded", folder.name)
            # An index that is there but unreadable stays so; a missing catalog may still come.
            self._failed = folder.name if isinstance(error, RetrievalError) else None
            self._stale = str(error)
            return None
        self._stale, self._failed = None, None
        return Recommender(snapshot, failures=self._failures)
