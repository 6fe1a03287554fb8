"""What the gateway's log says of requests: those that it refused or failed on, each with an id that the answer has too.

No address is written whole, no query, no header, no word of a body; of a path, the route alone.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.peers import parsed

log = logging.getLogger(__name__)
REQUEST_ID: ContextVar[str] = ContextVar("floorwalker_request_id", default="-")
"""Of the request that is being answered."""
HEADER = "X-Request-ID"
REFUSED = frozenset({401, 403, 413, 429})
"""What an attack, or a shop whose settings are wrong, is seen by. That a field is wrong, who asked is told."""
QUIET_SECONDS = 10.0
"""For so long the same refusal is counted, not written again."""
_MOST_COUNTED = 1000


def shortened(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6, which tells no household from its neighbours."""
    found = parsed(address)
    if found is None:
        return "unknown"
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


class Journal:
    """Gives requests their id, and writes down refusals and failures."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._written: dict[tuple[int, str, str], tuple[float, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        id = uuid4().hex[:12]
        REQUEST_ID.set(id)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = id
                self._note(scope, message["status"])
            elif message["type"] == "websocket.close" and message.get("code") == 1008:
                self._note(scope, 403)
            await send(message)

        await self._app(scope, receive, send_and_note)

    def _note(self, scope: Scope, status: int) -> None:
        if status not in REFUSED and status < 500:
            return
        client = scope.get("client")
        network = shortened(client[0]) if client else "unknown"
        route = f"{scope.get('method', 'WebSocket')} {getattr(scope.get('route'), 'path', None) or '(no route)'}"
        seen, at = (status, route, network), time.monotonic()
        last, more = self._written.get(seen, (-QUIET_SECONDS, 0))
        if at - last < QUIET_SECONDS:
            self._written[seen] = last, more + 1
            return
        if len(self._written) >= _MOST_COUNTED:
            self._written.clear()
        self._written[seen] = at, 0
        besides = f" ({more} more in between)" if more else ""
        log.log(
            logging.ERROR if status == 500 else logging.WARNING,
            "answered %d to %s from %s%s",
            status,
            route,
            network,
            besides,
        )
