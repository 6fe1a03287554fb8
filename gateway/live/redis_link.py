"""Carries frames between the gateways over Redis, by one channel of its publish/subscribe.

Redis keeps nothing of it. While it does not answer, what happens at other gateways is not heard: everybody here is told
now and then that they may have missed something, and reads in the database. Nothing else waits for Redis.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from contextlib import suppress

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from gateway.live.hub import Frame, Hub

log = logging.getLogger(__name__)
RETRY_SECONDS = 3.0
"""Between two tries while Redis is down; as often everybody is told to read again."""
_MOST_WAITING = 10_000
"""Frames on their way to Redis; while it is down they are not kept."""
_PATIENCE = 2.0
"""Seconds for a call to Redis."""


class RedisLink:
    """The link of one gateway."""

    def __init__(self, url: str, retry_seconds: float = RETRY_SECONDS) -> None:
        # The client's own retries would hide that something was missed.
        self._redis = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            socket_keepalive=True,
        )
        # Publish/subscribe knows no databases; shops that share a Redis have one each.
        self._channel = f"floorwalker:live:{self._redis.connection_pool.connection_kwargs.get('db', 0)}"
        self._retry = retry_seconds
        self._origin = uuid.uuid4().hex
        self._leaving: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []
        self._is_down = False

    def send(self, topic: str, frame: Frame) -> None:
        """Sends, later and if it can; never waits, never raises."""
        if self._is_down or self._leaving.full():
            return
        # The topic stands in front, so that nobody reads a frame that nobody there listens to.
        self._leaving.put_nowait(f"{self._origin}\n{topic}\n{json.dumps(frame)}".encode())

    async def start(self, hub: Hub) -> None:
        """From now on the hub hears what other hubs publish; returns when it does, or Redis is down."""
        heard = asyncio.Event()
        self._tasks = [asyncio.create_task(self._listen(hub, heard)), asyncio.create_task(self._send())]
        await heard.wait()

    async def stop(self) -> None:
        """Ends it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(RedisError):
            await self._redis.aclose()

    async def _listen(self, hub: Hub, heard: asyncio.Event) -> None:
        while True:
            pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
            try:
                await pubsub.subscribe(self._channel)
                self._is_up(hub)
                heard.set()
                await self._deliver(pubsub, hub)
            except (RedisError, OSError) as error:
                self._was_lost(hub, error)
            finally:
                heard.set()
                with suppress(RedisError, OSError):
                    await pubsub.aclose()  # type: ignore[no-untyped-call]
            await asyncio.sleep(self._retry)

    async def _deliver(self, pubsub: PubSub, hub: Hub) -> None:
        while True:
            message = await pubsub.get_message(timeout=_PATIENCE)
            if message is None:
                continue
            origin, topic, text = message["data"].decode().split("\n", 2)
            if origin != self._origin and hub.is_heard(topic):
                hub.deliver(topic, json.loads(text))

    async def _send(self) -> None:
        while True:
            text = await self._leaving.get()
            try:
                await self._redis.publish(self._channel, text)
            except (RedisError, OSError) as error:  # who was to hear it notices by themselves that Redis was away
                log.warning("a live frame was not sent, Redis does not take it: %r", error)

    def _was_lost(self, hub: Hub, error: Exception) -> None:
        if not self._is_down:
            log.warning("what happens at other gateways is not heard at once, Redis does not answer: %r", error)
        self._is_down = True
        hub.missed()

    def _is_up(self, hub: Hub) -> None:
        if self._is_down:
            log.warning("Redis answers again; what happens at other gateways is heard at once")
            self._is_down = False
            hub.missed()
