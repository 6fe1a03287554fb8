"""By which names the gateway is asked (`data.peers`)."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data.peers import Hosts, name_of
from gateway.errors import BadRequest, GatewayError, Misdirected


class HostGuard:
    """Answers 421 to who asks by another name than the shop's, and 400 to who asks by two (RFC 9112, section 3.2), of
    which another part on the way may have read the other one."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})  # so the handshake gets a 403
        else:
            await JSONResponse(refusal.body().model_dump(), refusal.status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> GatewayError | None:
        named = Headers(scope=scope).getlist("host")
        if len(named) > 1:
            return BadRequest("send one Host header", field="Host")
        host = "".join(named)
        if host in self._hosts:
            return None
        name = name_of(host)[:100]
        reason = f"this gateway does not answer for {name!r}; if it is yours, add it to FLOORWALKER_ALLOWED_HOSTS"
        return Misdirected(reason, field="Host")
