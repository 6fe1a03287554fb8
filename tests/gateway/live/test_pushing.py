"""Frames on their way to one browser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from fastapi import WebSocket
from starlette.types import Message

from gateway.live import pushing
from gateway.live.hub import DESK, Frame, Hub
from gateway.live.pushing import TRY_AGAIN, push


async def said(frame: Frame) -> Sequence[str]:
    return [str(frame["type"])]


class Browser:
    """The other side of a WebSocket. While it does not take frames, they wait."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self._came = asyncio.Semaphore(0)
        self.takes = asyncio.Event()
        self.takes.set()

    async def socket(self) -> WebSocket:
        """An open one."""
        scope = {"type": "websocket", "headers": [], "path": "/"}
        opened = WebSocket(scope, self._receive, self._send)
        await opened.accept()
        self.got.clear()
        self._came = asyncio.Semaphore(0)
        return opened

    async def _receive(self) -> Message:
        return {"type": "websocket.connect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.takes.wait()
        self.got.append(message)
        self._came.release()

    async def has(self, count: int) -> None:
        """Returns when so many more messages came."""
        for _ in range(count):
            await self._came.acquire()


async def test_sends_what_is_heard_and_a_ping_when_nothing_is() -> None:
    hub, browser = Hub(), Browser()
    async with hub.subscribed([DESK]) as heard:
        task = asyncio.create_task(push(await browser.socket(), heard, said, ping_seconds=0.01))
        hub.publish(DESK, {"type": "queue"})
        await browser.has(2)
        task.cancel()

    assert [message["text"] for message in browser.got][:2] == ["queue", pushing.PING]


async def test_closes_on_a_browser_behind_which_too_much_waits() -> None:
    hub, browser = Hub(), Browser()
    async with hub.subscribed([DESK], most=2) as heard:
        for _ in range(3):
            hub.publish(DESK, {"type": "queue"})

        await push(await browser.socket(), heard, said)

    assert browser.got[-1]["code"] == TRY_AGAIN
    assert "connect again" in browser.got[-1]["reason"]


async def test_closes_on_a_browser_that_does_not_take_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "PATIENCE", 0.01)
    hub, browser = Hub(), Browser()
    browser.takes.clear()
    async with hub.subscribed([DESK]) as heard:
        hub.publish(DESK, {"type": "queue"})

        await push(await browser.socket(), heard, said)

    assert [(message["type"], message["code"]) for message in browser.got] == [("websocket.close", TRY_AGAIN)]


async def test_sends_a_browser_elsewhere_when_the_gateway_stops() -> None:
    hub, browser = Hub(), Browser()
    async with hub.subscribed([DESK]) as heard:
        await hub.stop()

        await push(await browser.socket(), heard, said)

    assert browser.got[-1]["code"] == TRY_AGAIN
