"""A WebSocket within bounds: uvicorn's protocol, which takes any number of fragments, and for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from gateway.edge.bounded import Bounded
from gateway.edge.connections import REFUSED

if TYPE_CHECKING:
    from uvicorn.server import ServerState

    from gateway.edge.server import EdgeConfig

_SLICE = 4096
"""Bytes that are parsed at once: what they hold is all there when the bounds are looked at."""
_MOST_WAITING = 32
"""Messages that may wait for the app; while it is busy nothing is read, so they came in one go."""
_MOST_UNSENT = 256 * 1024
"""Bytes that may wait for the peer; pongs are written whether it takes them or not."""


class EdgeSocket(Bounded, WebSocketsSansIOProtocol):
    """One WebSocket. The size of a message, fragments together, is bounded by uvicorn's `ws_max_size`."""

    def __init__(
        self,
        config: EdgeConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.bind(config)

    def data_received(self, data: bytes) -> None:
        """Takes what came, a little at a time."""
        for start in range(0, len(data), _SLICE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + _SLICE])
            if self.transport.get_write_buffer_size() > _MOST_UNSENT:
                self._stalled()
                return
        if not self.handshake_initiated:  # the whole head is given at once, and was refused
            self.transport.close()
            return
        is_unfinished = bool(self.frames or self.conn.reader.buffer)
        if not is_unfinished:
            self._patience.cancel()
        elif not self._patience.is_set:
            self._patience.set(self._bounds.head_seconds)

    def handle_cont(self, event: Frame) -> None:
        """Another fragment."""
        if len(self.frames) >= self._bounds.fragments:
            self._fail("too many fragments; send a message in one")
            return
        super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A message is whole."""
        self._patience.cancel()
        if self.queue.qsize() >= _MOST_WAITING:
            self._fail("too many messages at once; wait for an answer")
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """What came is no WebSocket's frame, or too large; the peer is told, and let go."""
        REFUSED.labels("bad frame").inc()
        super().handle_parser_exception()
        self.transport.close()

    def _overdue(self) -> None:
        if self.read_paused:  # the app is busy, and nothing is read meanwhile
            self._patience.set(self._bounds.head_seconds)
        else:
            self._fail("a message that was begun did not end in time; send it at once")

    def _fail(self, reason: str) -> None:
        if not self.transport.is_closing():
            self.conn.fail(CloseCode.POLICY_VIOLATION, reason)
            self.handle_parser_exception()
