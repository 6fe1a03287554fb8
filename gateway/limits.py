"""How often a session or an address may ask; counted here, or in Redis where several gateways share the load."""

from __future__ import annotations

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from gateway.errors import TooMany


class RateLimit:
    """At most so many requests in a moving window, by key."""

    def __init__(self, rate: str, name: str, storage: Storage) -> None:
        self._item: RateLimitItem = parse(rate)
        self._name = name
        self._limiter = MovingWindowRateLimiter(storage)

    async def count(self, key: str) -> None:
        """Counts one request. Raises TooMany if it is over the limit."""
        if not await self._limiter.hit(self._item, self._name, key):
            raise TooMany(f"more than {self._item} from one {self._name}; wait a moment and try again")


def storage(redis_url: str) -> Storage:
    """Where requests are counted."""
    return RedisStorage(f"async+{redis_url}", implementation="redispy") if redis_url else MemoryStorage()
