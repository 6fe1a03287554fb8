"""The server that the gateway's app runs in: uvicorn, with bounds for every connection."""

from __future__ import annotations

import contextlib
import logging
import resource
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from gateway.edge.bounds import Bounds
from gateway.edge.connections import Connections
from gateway.edge.requests import EdgeRequests
from gateway.edge.sockets import EdgeSocket

log = logging.getLogger(__name__)
_OTHER_FILES = 256
"""Open files besides connections: databases, pages, pictures, the connections to the parts behind the gateway."""


class EdgeConfig(uvicorn.Config):
    """uvicorn's configuration, and what the connections of this gateway share."""

    def __init__(self, app: ASGIApp, bounds: Bounds, **options: Any) -> None:
        super().__init__(
            app,
            http=EdgeRequests,
            ws=EdgeSocket,
            ws_max_size=bounds.message_bytes,
            ws_per_message_deflate=False,  # its windows are 50 kB for each socket, before anybody signed in
            ws_ping_interval=bounds.ping_seconds,
            ws_ping_timeout=bounds.ping_seconds,
            proxy_headers=False,  # read by the app, which knows whom to believe (`gateway.edge.addresses`)
            server_header=False,
            access_log=False,
            **options,
        )
        self.bounds = bounds
        self.connections = Connections(bounds)


def serve(app: ASGIApp, bounds: Bounds, host: str, port: int) -> None:
    """Serves until stopped."""
    _make_room(bounds.connections)
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C; it has stopped by then
        uvicorn.Server(EdgeConfig(app, bounds, host=host, port=port)).run()


def _make_room(connections: int) -> None:
    """Raises this process's limit of open files, where it is lower than the connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + _OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    possible = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
        soft = possible
    if soft < needed:
        log.warning(
            "this process may open %d files, fewer than %d connections need: raise its limit (ulimit -n), or lower "
            "FLOORWALKER_CONNECTIONS",
            soft,
            connections,
        )
