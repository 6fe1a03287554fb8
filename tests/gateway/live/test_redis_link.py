"""Gateways that hear each other over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from gateway.live.hub import DESK, MISSED, Hub
from gateway.live.redis_link import RedisLink
from tests.gateway.conftest import redis_server


@asynccontextmanager
async def hub_over(url: str) -> AsyncIterator[Hub]:
    hub = Hub(RedisLink(url, retry_seconds=0.05))
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


async def test_two_gateways_hear_each_other_once_and_in_order(redis_url: str) -> None:
    async with (
        hub_over(redis_url) as one,
        hub_over(redis_url) as other,
        one.subscribed([DESK]) as here,
        other.subscribed([DESK]) as there,
    ):
        for number in range(20):
            one.publish(DESK, {"type": "queue", "number": number, "words": "静音\n鼠标"})
        other.publish(DESK, {"type": "queue", "number": 20})

        assert [(await anext(there))["number"] for _ in range(21)] == [20, *range(20)]
        assert sorted([(await anext(here))["number"] for _ in range(21)]) == list(range(21))


async def test_shops_with_databases_of_their_own_do_not_hear_each_other(redis_url: str) -> None:
    async with (
        hub_over(redis_url) as sender,
        hub_over(redis_url) as ours,
        hub_over(redis_url.removesuffix("0") + "1") as theirs,
        ours.subscribed([DESK]) as here,
        theirs.subscribed([DESK]) as there,
    ):
        sender.publish(DESK, {"type": "queue"})
        assert await anext(here) == {"type": "queue"}

        theirs.publish(DESK, {"type": "queue", "own": True})
        assert (await anext(there)).get("own") is True


async def test_goes_on_without_redis_says_so_and_hears_again_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server(tmp_path) as url:
        port = int(url.split(":")[2].split("/")[0])
    async with hub_over(url) as one, hub_over(url) as other, other.subscribed([DESK]) as there:
        assert await anext(there) == MISSED
        one.publish(DESK, {"type": "queue"})
        async with one.subscribed([DESK]) as here:
            one.publish(DESK, {"type": "queue", "of": "here"})
            while (heard := await anext(here)) == MISSED:
                pass
        assert heard == {"type": "queue", "of": "here"}

        with redis_server(tmp_path, port):
            heard = MISSED
            while heard == MISSED:
                one.publish(DESK, {"type": "queue", "of": "one"})
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.1):
                        heard = await anext(there)

    assert heard == {"type": "queue", "of": "one"}
    assert "Redis does not answer" in caplog.text
    assert "Redis answers again" in caplog.text
