"""Request limits: counted here, or in Redis for several gateways together."""

from __future__ import annotations

import pytest
from limits.aio.storage import RedisStorage

from data.counters import counters
from gateway.errors import TooMany
from gateway.limits import RateLimit


async def test_refuses_what_is_over_the_limit() -> None:
    limit = RateLimit("2/day", "session", counters(""))
    await limit.count("a")
    await limit.count("a")
    await limit.count("b")

    with pytest.raises(TooMany, match="wait a moment and try again"):
        await limit.count("a")


async def test_counts_what_two_gateways_let_through_together_when_they_share_a_redis(redis_url: str) -> None:
    stores = [counters(redis_url), counters(redis_url)]
    first, second = (RateLimit("2/day", "session", store) for store in stores)
    await first.count("a")
    await second.count("a")

    with pytest.raises(TooMany):
        await first.count("a")
    for store in stores:
        assert isinstance(store, RedisStorage)
        await store.bridge.get_connection().aclose()  # type: ignore[attr-defined]  # of the bridge to redis-py


async def test_lets_everybody_through_while_redis_is_down(caplog: pytest.LogCaptureFixture) -> None:
    limit = RateLimit("1/minute", "session", counters("redis://127.0.0.1:9/0"))

    for _ in range(3):
        await limit.count("a")

    assert "not limited" in caplog.text
