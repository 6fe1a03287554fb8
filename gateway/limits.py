"""How often a session or an address may ask."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from gateway.errors import TooMany

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class RateLimit:
    """At most so many requests in a sliding window, by key. They are counted, not listed, so that many are cheap.

    While Redis does not count, nothing is limited, as shoppers matter more; `must_hold`: then this process counts.
    """

    def __init__(self, rate: str, name: str, storage: Storage, *, must_hold: bool = False) -> None:
        self._item: RateLimitItem = parse(rate)
        self._name = name
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._spare = SlidingWindowCounterRateLimiter(MemoryStorage()) if must_hold else None

    async def count(self, key: str) -> None:
        """Counts one request. Raises TooMany, saying when to come again, if it is over the limit."""
        await self._hold(key, lambda limiter: limiter.hit(self._item, self._name, key))

    async def add(self, key: str) -> None:
        """Counts one request that was refused already, or made."""
        await self._ask(lambda limiter: limiter.hit(self._item, self._name, key))

    async def check(self, key: str) -> None:
        """Raises TooMany where the next request would be over the limit; counts nothing."""
        await self._hold(key, lambda limiter: limiter.test(self._item, self._name, key))

    async def forget(self, key: str) -> None:
        """Counts from nothing again."""
        await self._ask(lambda limiter: limiter.clear(self._item, self._name, key))

    async def _hold(self, key: str, is_within: Callable[[SlidingWindowCounterRateLimiter], Awaitable[bool]]) -> None:
        if await self._ask(is_within) is not False:
            return
        window = await self._ask(lambda limiter: limiter.get_window_stats(self._item, self._name, key))
        seconds = max(1, math.ceil(window.reset_time - time.time())) if window else 1
        message = f"more than {self._item} from one {self._name}; wait a moment and try again"
        raise TooMany(message, headers={"Retry-After": str(seconds)})

    async def _ask(self, ask: Callable[[SlidingWindowCounterRateLimiter], Awaitable[_Result]]) -> _Result | None:
        """What the storage says; None if it does not answer."""
        try:
            return await ask(self._limiter)
        except StorageError as error:
            if self._spare is not None:
                log.warning("Redis does not count; this gateway counts for itself: %r", error.storage_error)
                return await ask(self._spare)
            log.warning("requests are not limited, Redis does not count them: %r", error.storage_error)
            return None
