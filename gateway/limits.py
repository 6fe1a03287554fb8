"""How often a session or an address may ask."""

from __future__ import annotations

import logging
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from gateway.errors import TooMany

log = logging.getLogger(__name__)


class RateLimit:
    """At most so many requests in a sliding window, by key. They are counted, not listed, so that many are cheap."""

    def __init__(self, rate: str, name: str, storage: Storage) -> None:
        self._item: RateLimitItem = parse(rate)
        self._name = name
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    async def count(self, key: str) -> None:
        """Counts one request. Raises TooMany, saying when to come again, if it is over the limit."""
        try:
            if await self._limiter.hit(self._item, self._name, key):
                return
            window = await self._limiter.get_window_stats(self._item, self._name, key)
        except StorageError as error:
            # Shoppers matter more than the limit.
            log.warning("requests are not limited, Redis does not count them: %r", error.storage_error)
            return
        seconds = max(1, math.ceil(window.reset_time - time.time()))
        message = f"more than {self._item} from one {self._name}; wait a moment and try again"
        raise TooMany(message, headers={"Retry-After": str(seconds)})
