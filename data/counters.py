"""Where requests and calls are counted: in this process, or in Redis where several processes share the load."""

from __future__ import annotations

from limits.aio.storage import MemoryStorage, RedisStorage, Storage


def counters(redis_url: str) -> Storage:
    """The storage for limits; its calls raise limits.errors.StorageError while Redis does not answer."""
    if not redis_url:
        return MemoryStorage()
    return RedisStorage(
        f"async+{redis_url}",
        wrap_exceptions=True,
        implementation="redispy",
        socket_timeout=1.0,
        socket_connect_timeout=1.0,
    )
