"""What holds for every request: how large a body may be, and that it is UTF-8."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import BadRequest, GatewayError, TooLarge

UPLOADS = ("POST", "/v1/agent/steering/imports")
"""Where files are given (`gateway.console.imports`)."""
_MOST_BYTES = {"/v1/agent/steering/": 1024 * 1024, "/v1/hooks/": 4 * 1024 * 1024}
"""Of rules and knowledge, which are files; and of products as shop systems deliver them, of which one of Shopify's with
2,048 variants has 2 MB."""


class BodyGuard:
    """Reads the body before the app does: refuses one that is too large, or JSON that is not UTF-8.

    Files (`UPLOADS`) pass: their route reads them in parts, from those who may give any, and counts.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and (scope["method"], scope["path"]) == UPLOADS
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS") or is_file:
            await self._app(scope, receive, send)
            return
        most = next((most for path, most in _MOST_BYTES.items() if scope["path"].startswith(path)), self._most)
        try:
            body = await self._read(receive, max(most, self._most), Headers(scope=scope).get("content-length", ""))
        except GatewayError as error:
            await JSONResponse(error.body().model_dump(), error.status)(scope, receive, send)
            return

        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    @staticmethod
    async def _read(receive: Receive, most: int, stated: str) -> bytes:
        body: bytes = b""
        if stated.isdecimal() and int(stated[:20]) > most:
            raise _too_large(most)
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise BadRequest("the body ended early; send it again", field="body")
            body += bytes(message.get("body", b""))
            if len(body) > most:
                raise _too_large(most)
            if not message.get("more_body", False):
                break
        try:
            body.decode()
        except UnicodeDecodeError as error:
            raise BadRequest(f"the body is not UTF-8 (byte {error.start}); send JSON in UTF-8", field="body") from error
        return body


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"the body is larger than {most // 1024} kB; send less at once", field="body")
