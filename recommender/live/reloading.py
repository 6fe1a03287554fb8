"""Keeps the recommender of the published index and the promoted model loaded, and replaces them by newer ones.

The new one is loaded beside the old one, and requests keep what they started with, so none is dropped. If an index
cannot be loaded, the old one stays current and the reason is told by /ready; the same for a model
(`recommender.live.rankers`). Changes of products (`recommender.live.changing`) are taken up in the same way, own
ones at once.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Executor

from sqlalchemy.exc import SQLAlchemyError

from data.catalog.changes import Appended
from data.catalog.patches import Patch
from data.catalog.products import Product
from data.errors import CatalogMissing, DataError
from recommender.config import RecommenderConfig
from recommender.engine.demand_signal import signal
from recommender.engine.ranker_failures import RankerFailures
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import CatalogOf, load_snapshot
from recommender.engine.wordings import Wordbook
from recommender.errors import ChangesUnavailable, NotReady, RecommenderError
from recommender.live.changing import Changes
from recommender.live.demand import DemandReader
from recommender.live.expertise import Expertise
from recommender.live.rankers import LoadRanker, Rankers
from recommender.live.rulebook import Rulebook
from recommender.metrics import Metrics
from retrieval.errors import RetrievalError
from retrieval.search.encoder import Encoder
from retrieval.search.index import current

_log = logging.getLogger(__name__)
_UNREADABLE = (RecommenderError, DataError, RetrievalError, SQLAlchemyError, OSError)


class Reloader:
    """Holds the current recommender; `metrics` are told of each new one, and of models that fail.

    Whatever replaces it does so one after the other, in threads of the callers; reading never waits.
    """

    def __init__(
        self,
        config: RecommenderConfig,
        catalog_of: CatalogOf,
        metrics: Metrics,
        load_ranker: LoadRanker,
        changes: Changes | None = None,
    ) -> None:
        self._config = config
        self._catalog_of = catalog_of
        self._metrics = metrics
        self._rankers = Rankers(config, load_ranker, metrics)
        self._rulebook = Rulebook(config.rules, metrics)
        self._expertise = Expertise(config.knowledge, config.kept_knowledge)
        demand = (config.database_url, config.demand_half_life_days)
        self._demand = DemandReader(*demand, sites=config.sites) if config.demand else None
        self._failures = RankerFailures(lambda: metrics.model_failed("rank"))
        self._changes = changes
        self._replacing = threading.Lock()
        self._encoder: Encoder | None = None
        self._failed: str | None = None
        self._recommender: Recommender | None = None
        self._stale: str | None = "the catalog is being loaded"

    @property
    def reason(self) -> str | None:
        """Why there is no recommender, or why a newer catalog, model or rule is not current; None if all is well."""
        unread = self._changes.reason if self._changes else None
        known = (
            self._stale,
            self._rankers.reason,
            self._rankers.trial_reason,
            self._rulebook.reason,
            self._expertise.reason,
            unread,
        )
        return "; ".join(filter(None, known)) or None

    @property
    def recommender(self) -> Recommender:
        """The current recommender. Raises NotReady."""
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
        """Loads what was published, promoted or changed since. Never raises: the reason is kept instead."""
        with self._replacing:
            self._refresh()
            self._catch_up()
            self._follow_demand()
        self._link()

    def change(
        self,
        upserts: Sequence[Product],
        deletes: Sequence[str],
        patches: Sequence[Patch] = (),
        *,
        at: int | None = None,
    ) -> tuple[Appended, Recommender]:
        """Stores changes of the current catalog; what came of them, and a recommender that has them.

        Raises NotReady before a catalog is loaded, ChangesUnavailable if they are not stored, or not current.
        """
        version = self.recommender.snapshot.catalog.version
        if self._changes is None:
            raise ChangesUnavailable("this service has no change log: give it the database of its catalog")
        try:
            appended = self._changes.log.append(version, upserts, deletes, patches, at=at)
        except CatalogMissing as error:
            raise ChangesUnavailable(str(error)) from error
        except SQLAlchemyError as error:
            _log.exception("a change cannot be stored")
            message = "the database does not take changes now, nothing was changed: run floorwalker doctor"
            raise ChangesUnavailable(message) from error
        with self._replacing:
            current, sequence = self.recommender.snapshot, appended.sequence
            if current.catalog.version == version and current.sequence < sequence:  # else another thread did it
                self._catch_up()
            after = self.recommender
            if after.snapshot.catalog.version == version and after.snapshot.sequence < sequence:
                raise ChangesUnavailable(f"the changes are stored, but not current yet: {self._changes.reason}")
            return appended, after

    def _catch_up(self) -> None:
        """Applies all committed changes; models and rules stay."""
        if self._changes is None or self._recommender is None:
            return
        old = self._recommender
        snapshot = self._changes.caught_up(old.snapshot)
        if snapshot is old.snapshot:
            return
        recommender = Recommender(snapshot, old.ranker, self._failures)
        recommender.useful = old.useful
        recommender.wordbook = Wordbook(recommender.readings, old.wordbook.texts)
        recommender.learn(old.families.links, old.families.read)
        recommender.try_out(old.trial)
        recommender.exploration = old.exploration
        recommender.demand = signal(self._demand.demand, snapshot) if self._demand else None
        same = len(snapshot.catalog.attributes) == len(old.snapshot.catalog.attributes)
        recommender.rules = old.rules if same else self._rulebook.take_up(snapshot.catalog.attributes)
        self._recommender = recommender
        self._metrics.loaded(recommender)

    def _follow_demand(self) -> None:
        """Makes the recent demand current, over the current rows."""
        recommender = self._recommender
        if self._demand is None or recommender is None:
            return
        if self._demand.refresh() or recommender.demand is None:
            recommender.demand = signal(self._demand.demand, recommender.snapshot)

    def _link(self) -> None:
        """Renews the linker if that is due, in the time of nobody who waits for a change."""
        if self._changes is None or self._recommender is None:
            return
        linked = self._changes.linked(self._recommender.snapshot)
        with self._replacing:
            # rows and products stay the same, so requests need no other recommender.
            now = self._recommender.snapshot
            if linked.index.version == now.index.version and linked.linked > now.linked:
                self._recommender.relink(linked)

    def _refresh(self) -> None:
        newer = self._newer()
        recommender = newer or self._recommender
        if recommender is None or self._encoder is None:
            return
        if newer or self._rulebook.is_outdated:
            recommender.rules = self._rulebook.take_up(recommender.snapshot.catalog.attributes)
        if newer or self._expertise.is_outdated:
            recommender.learn(self._expertise.take_up(), recommender.families.read)
        is_other = bool(newer) or self._rankers.is_outdated
        if is_other:
            recommender.ranker = self._rankers.take_up(recommender)
        if is_other or self._rankers.is_trial_outdated:
            recommender.trial = self._rankers.take_up_trial(recommender)
        if not is_other:
            return
        self._recommender = recommender
        if newer:
            _keep_out_of_collections()
        self._metrics.loaded(recommender)
        _log.info(
            "index %s with %d products is current, ranked by %s",
            recommender.snapshot.version,
            len(recommender.snapshot.catalog.products),
            recommender.ranker.version,
        )

    def _newer(self) -> Recommender | None:
        """The recommender of the published index, without its ranker; None if it is current or cannot be loaded."""
        folder = current(self._config.indexes)
        if folder is None:
            if self._recommender is None:
                self._stale = "no index is published: run floorwalker index"
            return None
        loaded = self._recommender.snapshot.version if self._recommender else None
        if folder.name in (loaded, self._failed):
            return None
        try:
            if self._encoder is None:
                self._encoder = Encoder(
                    self._config.language_model,
                    device=self._config.device,
                    threads=self._config.threads,
                    exported=self._config.query_model,
                )
            changes_of = self._changes.log.since if self._changes else None
            snapshot = load_snapshot(folder, self._encoder, self._catalog_of, changes_of)
        except _UNREADABLE as error:
            _log.exception("index %s cannot be loaded", folder.name)
            # An index that is there but unreadable stays so; a missing catalog may still come.
            self._failed = folder.name if isinstance(error, RetrievalError) else None
            self._stale = str(error)
            return None
        self._stale, self._failed = None, None
        if self._changes:
            snapshot = self._changes.caught_up(snapshot)
        recommender = Recommender(snapshot, failures=self._failures)
        recommender.exploration = self._config.exploration
        return recommender


def _keep_out_of_collections() -> None:
    """Tells the garbage collector that what is loaded now will stay.

    Looking through the millions of objects of a catalog holds up every request for half a second, every few changes.
    Nothing in a recommender refers back to what holds it, so an old one is freed without being looked for.
    """
    gc.freeze()
