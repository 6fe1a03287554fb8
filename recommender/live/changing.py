"""Brings a loaded snapshot up to the change log, and writes to the log.

Knows the log of one database and the vectors of changed texts; which snapshot is current, `recommender.live.reloading`
does. A log that cannot be read leaves the snapshot as it is, and the reason is kept.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from data.catalog.changes import ChangeLog
from recommender.engine.snapshot import Snapshot, changed, relinked
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Vectors

_log = logging.getLogger(__name__)
_EMBEDDINGS = "changes.db"  # beside the indexes
LINK_SECONDS = 10.0
"""The linker is made again at most so often: it takes as long as all the rest, and shoppers seldom name a value that
is new within seconds."""
MOST_CHANGED = 0.1
"""Share of a catalog's products from which a new index is due: words are still as rare as in the old texts."""


class Changes:
    """The log and how a snapshot follows it. Not safe to share between threads, but for `log`."""

    def __init__(self, log: ChangeLog, indexes: Path) -> None:
        self.log = log
        self._embeddings = indexes / _EMBEDDINGS
        self._linked_at = 0.0
        self._warned: str | None = None
        self.reason: str | None = None
        """Why changes may be missing; None if all that were committed are current."""

    def caught_up(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with all changes committed so far; the same one if there are none. Never raises."""
        try:
            new = self.log.since(snapshot.catalog.version, snapshot.sequence)
        except SQLAlchemyError as error:
            self._fail("the change log cannot be read: run floorwalker doctor", error)
            return snapshot
        try:
            after = changed(snapshot, new, lambda texts: self._embed(snapshot, texts))
        except Exception as error:  # whatever is wrong with a change, the catalog without it goes on
            self._fail(f"changes after {snapshot.sequence} cannot be taken up: import the catalog again", error)
            return snapshot
        self.reason = None
        if new:
            self._advise(after)
        return after

    def linked(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with a linker for all of its products, if it is time for one; else the same one."""
        if snapshot.linked == snapshot.sequence or time.monotonic() - self._linked_at < LINK_SECONDS:
            return snapshot
        fresh = relinked(snapshot)
        self._linked_at = time.monotonic()
        return fresh

    def _embed(self, snapshot: Snapshot, texts: Sequence[str]) -> Vectors:
        """From the cache if they were embedded before, since a start takes up every change again."""
        if not texts:
            return snapshot.encoder.encode(texts)
        try:
            with EmbeddingCache(self._embeddings) as cache:
                return cache.encode(snapshot.encoder, texts)
        except sqlite3.Error:
            _log.warning("%s cannot be used; changed products are embedded at every start", self._embeddings)
            return snapshot.encoder.encode(texts)

    def _advise(self, snapshot: Snapshot) -> None:
        products, patched = max(1, len(snapshot.catalog.products)), snapshot.index.patched
        if patched > MOST_CHANGED * products and self._warned != snapshot.version:
            self._warned = snapshot.version
            _log.warning(
                "%d texts of %d products were changed since the index was built: run floorwalker index",
                patched,
                products,
            )

    def _fail(self, reason: str, error: Exception) -> None:
        if self.reason != reason:
            _log.error("%s", reason, exc_info=error)
        self.reason = reason
