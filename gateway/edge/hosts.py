"""By which names the gateway is asked (`data.peers`)."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data.peers import Hosts, name_of
from gateway.errors import Misdirected


class HostGuard:
    """Answers 421 to who asks by another name than the shop's."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = Headers(scope=scope).get("host", "") if scope["type"] in ("http", "websocket") else ""
        if host in self._hosts:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})  # so the handshake gets a 403
            return
        name = name_of(host)[:100]
        reason = f"this gateway does not answer for {name!r}; if it is yours, add it to FLOORWALKER_ALLOWED_HOSTS"
        refusal = Misdirected(reason, field="Host")
        await JSONResponse(refusal.body().model_dump(), refusal.status)(scope, receive, send)
