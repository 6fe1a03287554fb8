"""Who may ask the recommender: the processes and people who have its token, by a name of its own (`data.peers`).

Whether it lives, is ready and what it counts anybody who reaches it is told. Where only this host reaches it, anybody
there may ask for products too, and the token is for what changes or tries out something.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from data.peers import Hosts, is_bearer, name_of
from recommender.protocol.service import ErrorBody
from recommender.server.error_responses import answer

OPEN = frozenset({"/health", "/ready", "/metrics"})
_STEERED = ("/v1/products", "/v1/steering")
"""What is asked for there with another method than GET changes products, or tries out rules."""


class InnerGuard:
    """Answers 401 without the token, where there is one, and 421 to who asks by another name."""

    def __init__(self, app: ASGIApp, token: str, hosts: Hosts, *, needs_token_to_read: bool) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts
        self._needs_token_to_read = needs_token_to_read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            message = (
                f"the recommender does not answer for {name_of(host)[:100]!r}; FLOORWALKER_RECOMMENDER_URL names it"
            )
            await answer(421, ErrorBody(error="misdirected", message=message))(scope, receive, send)
        elif self._needs_token(scope) and not is_bearer(headers.get("authorization", ""), self._token):
            message = "send the token between processes as Authorization: Bearer (docs/deployment.md says where it is)"
            refusal = answer(401, ErrorBody(error="no_token", message=message), {"WWW-Authenticate": "Bearer"})
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _needs_token(self, scope: Scope) -> bool:
        if not self._token or scope["path"] in OPEN:
            return False
        changes = scope["method"] not in ("GET", "HEAD") and scope["path"].startswith(_STEERED)
        return changes or self._needs_token_to_read
