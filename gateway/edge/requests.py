"""HTTP over one connection, within bounds: uvicorn's protocol, which has no time and no size for what a peer sends."""

from __future__ import annotations

import asyncio
import json
import socket
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.edge.bounded import Bounded
from gateway.edge.connections import REFUSED

if TYPE_CHECKING:
    from uvicorn.server import ServerState

    from gateway.edge.server import EdgeConfig


class Phase(Enum):
    """What the peer is to send next."""

    HEAD = "request line and headers"
    BODY = "body"
    NOTHING = "nothing until it is answered"
    IDLE = "another request, or none"


class Refused(Exception):
    """A request that is refused before it is one. `reason` names the remedy."""

    def __init__(self, status: HTTPStatus, code: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.code = code
        self.reason = reason

    def answer(self) -> bytes:
        """The whole answer, after which the connection is closed."""
        body = json.dumps({"error": self.code, "message": self.reason, "detail": []}).encode()
        head = [
            f"HTTP/1.1 {self.status.value} {self.status.phrase}",
            "content-type: application/json",
            f"content-length: {len(body)}",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
        ]
        if self.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
            head.append("retry-after: 2")
        return "\r\n".join([*head, "", ""]).encode() + body


_NO_REQUEST = Refused(HTTPStatus.BAD_REQUEST, "bad_request", "this is no HTTP/1.1 request")
_FULL = Refused(HTTPStatus.SERVICE_UNAVAILABLE, "too_many_connections", "too many connections are open; try again soon")
_SLOW = Refused(HTTPStatus.REQUEST_TIMEOUT, "too_slow", "the request did not arrive in time; send it again, at once")


class EdgeRequests(Bounded, HttpToolsProtocol):
    """One connection. Every phase in which the gateway waits for the peer has its time, and every part its size."""

    def __init__(
        self,
        config: EdgeConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.bind(config)
        self._phase = Phase.HEAD
        self._refused: Refused | None = None
        self._head_bytes = 0
        self._body_bytes = 0
        self._body_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the connection, or turns it away if there are too many."""
        super().connection_made(transport)
        _let_go_of_who_takes_nothing(transport, self._bounds.stall_seconds)
        host = self.client[0] if self.client else ""
        if not self._counted.admit(transport, host):
            self._turn_away(_FULL)
            return
        is_proxy = host in self._bounds.proxies
        self.timeout_keep_alive = self._bounds.proxy_idle_seconds if is_proxy else self._bounds.idle_seconds
        self._patience.set(self._bounds.head_seconds)

    def data_received(self, data: bytes) -> None:
        """Takes what came; the head is counted as it comes, since the parser keeps any length of it."""
        if self._phase is Phase.IDLE:
            self._await_head()
        super().data_received(data)
        if self._phase is Phase.HEAD and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > self._bounds.head_bytes:
                self._turn_away(self._too_large_head())

    def handle_websocket_upgrade(self) -> None:
        """Hands the connection over to `gateway.edge.sockets`, which counts it from now on."""
        self._patience.cancel()
        self._stall.cancel()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """Its head is whole. Raises Refused, which the parser makes an error of its own."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._bounds.head_bytes or len(self.headers) > self._bounds.headers:
            self._refuse(self._too_large_head())
        if len(self.pipeline) >= self._bounds.pipelined:
            reason = "more requests wait for their answers than may; wait for an answer before the next request"
            self._refuse(Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", reason))
        self._phase = Phase.BODY
        self._body_bytes, self._body_since = 0, self.loop.time()
        self._patience.set(self._bounds.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of its body is here."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._phase = Phase.NOTHING
        self._patience.cancel()
        super().on_message_complete()
        if self.cycle is not None and self.cycle.response_complete:  # it was answered before its end
            self._rest()

    def on_response_complete(self) -> None:
        """It is answered: what is missing of its body has little time left."""
        super().on_response_complete()
        if not self.cycle.response_complete:  # another request came meanwhile
            return
        if self._phase is Phase.BODY:
            self._body_since = float("-inf")
            self._patience.set(self._bounds.linger_seconds)
        elif self._phase is Phase.NOTHING:
            self._rest()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words, which say nothing of why
        """Answers what is no request; uvicorn calls it after any error of the parser."""
        refused = self._refused or _NO_REQUEST
        REFUSED.labels(refused.code.replace("_", " ")).inc()
        self.transport.write(refused.answer())
        self.transport.close()

    def _await_head(self) -> None:
        if self._phase is not Phase.HEAD:
            self._phase = Phase.HEAD
            self._patience.set(self._bounds.head_seconds)
        self._head_bytes = 0

    def _rest(self) -> None:
        self._phase = Phase.IDLE
        self._patience.set(self.timeout_keep_alive)

    def _overdue(self) -> None:
        if self.flow.read_paused:  # the gateway does not read: its own time
            self._body_since = max(self._body_since, self.loop.time())
            self._patience.set(self._bounds.body_seconds)
            return
        if self._phase is Phase.BODY:
            earned = self._bounds.body_seconds + self._body_bytes / self._bounds.body_bytes_per_second
            left = self._body_since + earned - self.loop.time()
            if left > 0:
                self._patience.set(left)
                return
        if self._phase is Phase.IDLE or (self._phase is Phase.HEAD and not self._head_bytes):
            self.transport.close()  # no request was begun: a browser connects just in case
        elif self._phase is Phase.BODY and self.cycle.response_started:
            self.transport.abort()
        else:
            self._turn_away(_SLOW)

    def _turn_away(self, refused: Refused) -> None:
        self._refused = refused
        self.send_400_response(refused.reason)

    def _refuse(self, refused: Refused) -> None:
        self._refused = refused
        raise refused

    def _too_large_head(self) -> Refused:
        reason = (
            f"address and headers are more than {self._bounds.head_bytes // 1024} kB or {self._bounds.headers} headers;"
            " leave some out (cookies?)"
        )
        return Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head_too_large", reason)


def _let_go_of_who_takes_nothing(transport: asyncio.Transport, seconds: float) -> None:
    """Has the system end a connection whose peer acknowledges nothing for so long (tcp(7), TCP_USER_TIMEOUT): also one
    that is closed already, and waits for its last bytes to leave."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux; elsewhere the system's own patience holds
    peer: socket.socket | None = transport.get_extra_info("socket")
    if option is not None and peer is not None and peer.family in (socket.AF_INET, socket.AF_INET6):
        peer.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))
