"""Who was refused too often is told so at once, without looking any further; who is behind the same address and has a
session goes on.

Refusals are counted by address, only of requests that nobody's session made, and over Redis together with the other
gateways. Once there are too many, a token or a cookie that this gateway has not seen valid is not looked up any more,
and every refusal is a 429. What is no refusal goes on: a page that loads, a session that is opened with the right
key.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping

from fastapi.requests import HTTPConnection
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.counting import REFUSALS
from gateway.edge.addresses import address_of
from gateway.errors import TooMany
from gateway.limits import RateLimit

_MOST_KNOWN = 50_000
_MOST_BLOCKED = 50_000
AGENT_COOKIE = "fw_agent"
SIGN_IN = ("/v1/agent/login", "/v1/agent/oidc")
"""Who signs in there is asked for a password, whatever cookie is left of an earlier time."""
SIGNED_IN = "is_signed_in"
"""In the state of a request whose token or cookie was found valid."""


class Refusals:
    """How often addresses were refused, and which credentials are known to be valid."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._until: OrderedDict[str, float] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    async def count(self, address: str) -> None:
        """Counts a refusal."""
        try:
            await self._limit.count(address)
        except TooMany as error:
            self._until[address] = time.monotonic() + float(error.headers["Retry-After"])
            _bound(self._until, _MOST_BLOCKED)

    def seconds(self, address: str) -> int:
        """For how long the address was refused too often; 0 if it was not."""
        until = self._until.get(address)
        if until is None:
            return 0
        left = until - time.monotonic()
        if left <= 0:
            del self._until[address]
            return 0
        return int(left) + 1

    def check(self, address: str, credential: str) -> None:
        """Raises TooMany for a credential that is not known, of an address that was refused too often."""
        seconds = self.seconds(address)
        if seconds and _mark(credential) not in self._known:
            raise too_often(seconds)

    def know(self, credential: str) -> None:
        """Remembers a token or a cookie that is valid; it may be over when it comes again."""
        mark = _mark(credential)
        self._known[mark] = None
        self._known.move_to_end(mark)
        _bound(self._known, _MOST_KNOWN)


def too_often(seconds: int) -> TooMany:
    """The refusal of who was refused too often."""
    message = f"too many requests of this address were refused; wait {seconds} s, and send what is asked for"
    return TooMany(message, headers={"Retry-After": str(seconds)})


class RefusalGuard:
    """Counts what is refused, and refuses who was refused too often. The app's state holds the `Refusals`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        refusals: Refusals = asked.app.state.services.refusals
        address, credential = address_of(asked), credential_of(asked)
        if credential:
            try:
                refusals.check(address, credential)
            except TooMany as error:
                REFUSALS.labels("429").inc()
                await _answer(error)(scope, receive, send)
                return
        await self._app(scope, receive, _Counting(scope, send, refusals, address))


class _Counting:
    """Sends an answer on; one that refuses is counted, and becomes a 429 once there were too many."""

    def __init__(self, scope: Scope, send: Send, refusals: Refusals, address: str) -> None:
        self._scope = scope
        self._send = send
        self._refusals = refusals
        self._address = address
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        if self._is_replaced:
            return
        if message["type"] == "http.response.start" and 400 <= message["status"] < 500:
            await self._refuse(message)
            if self._is_replaced:
                return
        await self._send(message)

    async def _refuse(self, message: Message) -> None:
        REFUSALS.labels(str(message["status"])).inc()
        if message["status"] == TooMany.status or self._scope.get("state", {}).get(SIGNED_IN):
            return
        await self._refusals.count(self._address)
        seconds = self._refusals.seconds(self._address)
        if not seconds:
            return
        self._is_replaced = True
        kept = {name: value for name, value in MutableHeaders(scope=message).items() if not name.startswith("content-")}
        answer = _answer(too_often(seconds), kept)
        start: Message = {"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers}
        await self._send(start)
        await self._send({"type": "http.response.body", "body": answer.body})


def credential_of(asked: HTTPConnection) -> str:
    """What a request says who it is by: a session's token, or the cookie of an agent; empty if it does not."""
    path = asked.scope["path"]
    if path.startswith("/v1/agent/"):
        return "" if path.startswith(SIGN_IN) else asked.cookies.get(AGENT_COOKIE, "")
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def _answer(error: TooMany, kept: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error.body().model_dump(), error.status, {**(kept or {}), **error.headers})


def _bound(kept: OrderedDict[str, float] | OrderedDict[str, None], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)


def _mark(credential: str) -> str:
    return hashlib.sha256(credential.encode(errors="surrogatepass")).hexdigest()
