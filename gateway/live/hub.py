"""Hands frames to whoever listens to their topic, in this gateway, and over Redis to those at the other gateways.

Knows neither what a frame says (`gateway.live.frames`) nor what it travels over to a browser. Frames are news and no
record: what they tell is stored before, and who may have missed some is told so (`MISSED`) and reads again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from prometheus_client import Counter, Gauge

from gateway.live.errors import SlowReader

Frame = dict[str, Any]
"""A JSON object with a `type`. Listeners share it: nobody changes it."""
MISSED: Frame = {"type": "missed"}
"""Something may not have been heard; read again."""
DESK = "desk"
CONVERSATIONS = "conversation:*"
"""Whoever listens to this hears every conversation."""
MOST_WAITING = 256
"""Frames that wait for one listener; behind those it counts as slow."""
LISTENERS = Gauge("floorwalker_live_listeners", "Agents and shoppers who are connected to hear what happens")
SLOW = Counter("floorwalker_live_slow", "Listeners that were let go because they did not take their frames")


def conversation_topic(conversation_id: str) -> str:
    """The topic of what happens in one conversation."""
    return f"conversation:{conversation_id}"


class Link(Protocol):
    """What carries frames to the hubs of other gateways."""

    def send(self, topic: str, frame: Frame) -> None:
        """Sends, later and if it can; never waits, never raises."""

    async def start(self, hub: Hub) -> None:
        """From now on the hub hears what other hubs publish."""

    async def stop(self) -> None:
        """Ends it."""


class Subscription:
    """The frames of some topics, in order. Iterating raises SlowReader once too many waited; it ends with the hub."""

    def __init__(self, topics: frozenset[str], most: int) -> None:
        self.topics = topics
        self._most = most
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._is_slow = False

    def offer(self, frame: Frame) -> None:
        """Puts a frame behind those that wait."""
        if self._frames.qsize() < self._most:
            self._frames.put_nowait(frame)
        elif not self._is_slow:
            self._is_slow = True
            SLOW.inc()

    def end(self) -> None:
        """Nothing comes any more."""
        self._frames.put_nowait(None)

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Frame:
        if self._is_slow:  # whoever is slow has frames that wait, so nobody stands in the line below meanwhile
            raise SlowReader(f"more than {self._most} frames waited; connect again, and read what was missed")
        frame = await self._frames.get()
        if frame is None:
            raise StopAsyncIteration
        return frame


class Hub:
    """The topics of one gateway and who listens to them. To be used from the event loop's thread alone."""

    def __init__(self, link: Link | None = None) -> None:
        self._link = link
        self._listeners: defaultdict[str, set[Subscription]] = defaultdict(set)

    async def start(self) -> None:
        """Hears other gateways, where there is a link."""
        if self._link is not None:
            await self._link.start(self)

    async def stop(self) -> None:
        """Ends every subscription."""
        if self._link is not None:
            await self._link.stop()
        for one in self._everyone():
            one.end()

    def publish(self, topic: str, frame: Frame) -> None:
        """Tells whoever listens to the topic, wherever. Never waits for anybody."""
        self.deliver(topic, frame)
        if self._link is not None:
            self._link.send(topic, frame)

    def deliver(self, topic: str, frame: Frame) -> None:
        """Tells those who listen here."""
        for one in self._listening(topic):
            one.offer(frame)

    def is_heard(self, topic: str) -> bool:
        """Whether anybody listens here."""
        return any(self._listening(topic))

    def missed(self) -> None:
        """Tells everybody here that something may not have been heard."""
        for one in self._everyone():
            one.offer(MISSED)

    @asynccontextmanager
    async def subscribed(self, topics: Iterable[str], *, most: int = MOST_WAITING) -> AsyncIterator[Subscription]:
        """The frames of these topics, from now on."""
        subscription = Subscription(frozenset(topics), most)
        for topic in subscription.topics:
            self._listeners[topic].add(subscription)
        LISTENERS.inc()
        try:
            yield subscription
        finally:
            LISTENERS.dec()
            for topic in subscription.topics:
                self._listeners[topic].discard(subscription)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def _listening(self, topic: str) -> set[Subscription]:
        listening = self._listeners.get(topic, set())
        if topic.startswith(CONVERSATIONS[:-1]):
            return listening | self._listeners.get(CONVERSATIONS, set())
        return set(listening)

    def _everyone(self) -> set[Subscription]:
        return set().union(*self._listeners.values())
