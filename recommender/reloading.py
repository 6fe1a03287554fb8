"""Keeps the recommender of the published index loaded, and replaces it when another one is published.

Requests keep the one they started with. If a new index cannot be loaded, the old one stays in force and the
reason is told by /ready.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor

from data.errors import DataError
from recommender.config import RecommenderConfig
from recommender.engine import Recommender
from recommender.errors import NotReady, RecommenderError
from recommender.snapshot import CatalogOf, load_snapshot
from retrieval.encoder import Encoder
from retrieval.errors import RetrievalError
from retrieval.index import current

_log = logging.getLogger(__name__)
_UNREADABLE = (RecommenderError, DataError, RetrievalError, OSError)


class Reloader:
    """Holds the recommender in force; `on_change` is called with each new one."""

    def __init__(
        self, config: RecommenderConfig, catalog_of: CatalogOf, on_change: Callable[[Recommender], None]
    ) -> None:
        self._config = config
        self._catalog_of = catalog_of
        self._on_change = on_change
        self._encoder: Encoder | None = None
        self._failed: str | None = None
        self._recommender: Recommender | None = None
        self.reason: str | None = "the catalog is being loaded"
        """Why there is no recommender, or why there is no newer one; None if all is well."""

    @property
    def recommender(self) -> Recommender:
        """The recommender in force. Raises NotReady."""
        if self._recommender is None:
            raise NotReady(self.reason or "the catalog is being loaded")
        return self._recommender

    async def watch(self, executor: Executor) -> None:
        """Looks at CURRENT every `poll_seconds`, for ever; loading happens on `executor`."""
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(executor, self.refresh)
            await asyncio.sleep(self._config.poll_seconds)

    def refresh(self) -> None:
        """Loads the published index if it is not the one in force. Never raises: the reason is kept instead."""
        folder = current(self._config.indexes)
        if folder is None:
            if self._recommender is None:
                self.reason = "no index is published: run floorwalker index"
            return
        in_force = self._recommender.snapshot.version if self._recommender else None
        if folder.name in (in_force, self._failed):
            return
        try:
            if self._encoder is None:
                self._encoder = Encoder.load(
                    self._config.language_model, device=self._config.device, threads=self._config.threads
                )
            recommender = Recommender(load_snapshot(folder, self._encoder, self._catalog_of))
        except _UNREADABLE as error:
            _log.exception("index %s cannot be loaded", folder.name)
            # An index that is there but unreadable stays so; a missing catalog may still come.
            self._failed = folder.name if isinstance(error, RetrievalError) else None
            self.reason = str(error)
            return
        self._recommender, self.reason, self._failed = recommender, None, None
        self._on_change(recommender)
        _log.info("index %s with %d products is in force", folder.name, len(recommender.snapshot.catalog.products))
