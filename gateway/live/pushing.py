"""Sends what somebody hears over their WebSocket, and lets go of who does not take it.

What a frame becomes for them, and what they send themselves, the streams know.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect, WebSocketState

from gateway.live.errors import SlowReader
from gateway.live.hub import Frame, Subscription

PING_SECONDS = 20.0
"""After so long without news a ping is sent: a browser sees no pings of the protocol itself, and a page cannot tell
silence from a dead network otherwise."""
PATIENCE = 10.0
"""Seconds that a frame may take to leave."""
TRY_AGAIN = 1013
"""The close code for who is to connect again later (IANA's registry for RFC 6455)."""
PING = json.dumps({"type": "ping"})
Say = Callable[[Frame], Awaitable[Sequence[str]]]
"""The JSON texts that somebody gets for a frame, maybe none."""


def as_text(frame: dict[str, Any]) -> str:
    """A frame as JSON."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


async def push(socket: WebSocket, heard: Subscription, say: Say, *, ping_seconds: float | None = PING_SECONDS) -> None:
    """Sends until the other side is gone, the hub ends or the task is cancelled. Closes the socket of a slow reader.
    Without `ping_seconds` nothing is sent while nothing happens."""
    try:
        while True:
            for text in await _next(heard, say, ping_seconds):
                await _send(socket, text)
    except SlowReader as slow:
        await close(socket, TRY_AGAIN, str(slow))
    except StopAsyncIteration:
        await close(socket, TRY_AGAIN, "the gateway stops; connect again")
    except WebSocketDisconnect:
        return


async def close(socket: WebSocket, code: int, reason: str) -> None:
    """Closes a socket, unless it is closed."""
    if socket.application_state is WebSocketState.CONNECTED:
        try:
            async with asyncio.timeout(PATIENCE):
                await socket.close(code, reason)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return


async def _next(heard: Subscription, say: Say, ping_seconds: float | None) -> Sequence[str]:
    try:
        async with asyncio.timeout(ping_seconds):
            frame = await anext(heard)
    except TimeoutError:
        return [PING]
    return await say(frame)


async def _send(socket: WebSocket, text: str) -> None:
    if socket.application_state is not WebSocketState.CONNECTED:
        raise WebSocketDisconnect
    try:
        async with asyncio.timeout(PATIENCE):
            await socket.send_text(text)
    except TimeoutError as error:
        raise SlowReader(
            f"a frame was not taken for {PATIENCE:g} s; connect again, and read what was missed"
        ) from error
