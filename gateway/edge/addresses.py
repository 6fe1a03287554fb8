"""Whose a request is, as limits count it, and which proxies are believed when they say so.

`X-Forwarded-For` and `X-Forwarded-Proto` are read by uvicorn's middleware, from right to left up to the first address
that is no trusted proxy; the header `Forwarded` (RFC 7239) is not, since a proxy that writes one of them passes the
other on as the client sent it.
"""

from __future__ import annotations

import ipaddress
import logging

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from data.peers import Networks, parsed

log = logging.getLogger(__name__)
_HOUSEHOLD_BITS = 64
"""Of an IPv6 address that one customer has: the rest they choose as they like (RFC 6177, section 2)."""


def counted(host: str) -> str:
    """What limits count for an address: itself, or the /64 of an IPv6 address; what is no address as it is."""
    address = parsed(host)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _HOUSEHOLD_BITS), strict=False))
    return host if address is None else str(address)


def address_of(connection: HTTPConnection) -> str:
    """What limits count for who asks."""
    return counted(connection.client.host) if connection.client else "unknown"


class ForwardedHeaders:
    """Makes a request that a trusted proxy passes on that of who asked it; says once where one is not trusted."""

    def __init__(self, app: ASGIApp, proxies: Networks) -> None:
        self._app = app
        # Its types are uvicorn's own names for the same callables.
        self._believing = ProxyHeadersMiddleware(app, [str(network) for network in proxies.networks])  # type: ignore[arg-type]
        self._proxies = proxies
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = (scope.get("client") or ("",))[0]
        if peer in self._proxies:
            await self._believing(scope, receive, send)  # type: ignore[arg-type]
            return
        if not self._has_warned and any(name == b"x-forwarded-for" for name, _ in scope.get("headers", ())):
            self._has_warned = True
            log.warning(
                "X-Forwarded-For of %s is not believed: its requests count as its own. Is it your proxy? Then name it "
                'in FLOORWALKER_TRUSTED_PROXIES, as ["%s"]',
                peer,
                peer,
            )
        await self._app(scope, receive, send)
