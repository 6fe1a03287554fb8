"""Events from frames without an origin, as the pixels of shops' systems run in: Shopify's at its checkout.

Such a frame says `Origin: null`, which no list of pages can name without letting everybody in. To tell events needs the
token of a chat session, which only the shop's own pages have, and nothing that a browser adds by itself; so for this
one route `null` is as good as a program that says no origin at all.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVENTS = "/v1/chat/events"
_ALLOWED = {
    "Access-Control-Allow-Origin": "null",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
    "Vary": "Origin",
}


class FrameEvents:
    """Lets frames without an origin post events, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != EVENTS or Headers(scope=scope).get("origin") != "null":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_ALLOWED)(scope, receive, send)
            return

        async def send_allowing(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "null"
                headers.add_vary_header("Origin")
            await send(message)

        without = [(name, value) for name, value in scope["headers"] if name != b"origin"]
        await self._app({**scope, "headers": without}, receive, send_allowing)
