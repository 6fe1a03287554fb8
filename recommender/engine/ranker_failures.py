"""What happens when a ranker fails at a request: it is counted, and now and then logged."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)
_LOGGED_EVERY = 60.0
"""Seconds; a model that fails at one request fails at every one, and would fill the disk."""


class RankerFailures:
    """Told of every failure. `count` is called with each. Safe to share between threads."""

    def __init__(self, count: Callable[[], None] = lambda: None, clock: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._clock = clock
        self._guard = threading.Lock()
        self._logged_at: float | None = None
        self._unlogged = 0

    def add(self, version: str, error: Exception) -> None:
        """A ranker of this version raised this error, and statistics answered instead."""
        self._count()
        with self._guard:
            self._unlogged += 1
            now = self._clock()
            if self._logged_at is not None and now - self._logged_at < _LOGGED_EVERY:
                return
            failures, self._unlogged, self._logged_at = self._unlogged, 0, now
        _log.error(
            "ranker %s failed %d times; statistics alone order the attributes", version, failures, exc_info=error
        )
