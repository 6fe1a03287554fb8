"""Who hears what in one gateway."""

from __future__ import annotations

import asyncio

import pytest

from gateway.live.errors import SlowReader
from gateway.live.hub import CONVERSATIONS, DESK, MISSED, Hub, conversation_topic

ONE, OTHER = conversation_topic("1"), conversation_topic("2")


async def test_hands_a_frame_to_those_who_listen_to_its_topic_in_order() -> None:
    hub = Hub()
    async with hub.subscribed([ONE]) as shopper, hub.subscribed([DESK, CONVERSATIONS]) as agent:
        for topic, number in ((ONE, 1), (OTHER, 2), (DESK, 3), (ONE, 4)):
            hub.publish(topic, {"type": "said", "number": number})

        assert [(await anext(shopper))["number"] for _ in range(2)] == [1, 4]
        assert [(await anext(agent))["number"] for _ in range(4)] == [1, 2, 3, 4]


async def test_tells_nobody_who_left() -> None:
    hub = Hub()
    async with hub.subscribed([ONE]):
        assert hub.is_heard(ONE)
        assert not hub.is_heard(OTHER)

    assert not hub.is_heard(ONE)
    hub.publish(ONE, {"type": "said"})


async def test_lets_go_of_a_slow_reader_and_of_nobody_else() -> None:
    hub = Hub()
    async with hub.subscribed([ONE], most=2) as slow, hub.subscribed([ONE]) as quick:
        for number in range(3):
            hub.publish(ONE, {"type": "said", "number": number})

        with pytest.raises(SlowReader, match="more than 2 frames waited; connect again"):
            await anext(slow)
        assert [(await anext(quick))["number"] for _ in range(3)] == [0, 1, 2]


async def test_tells_everybody_that_something_may_have_been_missed() -> None:
    hub = Hub()
    async with hub.subscribed([ONE]) as shopper, hub.subscribed([DESK]) as agent:
        hub.missed()

        assert await anext(shopper) == await anext(agent) == MISSED


async def test_ends_for_those_who_wait_when_it_stops() -> None:
    hub = Hub()
    async with hub.subscribed([ONE]) as shopper:

        async def all_frames() -> list[object]:
            return [frame async for frame in shopper]

        waiting = asyncio.create_task(all_frames())
        await asyncio.sleep(0)
        hub.publish(ONE, {"type": "said"})
        await hub.stop()

        assert await waiting == [{"type": "said"}]
