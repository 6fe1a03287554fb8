"""What holds for every request: how large a body may be, that it is UTF-8, and what browsers are told about pages."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import BadRequest, GatewayError, TooLarge

UPLOADS = ("POST", "/v1/agent/steering/imports")
"""Where files are given (`gateway.console.imports`)."""
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_CONSOLE_POLICY = (  # pictures of products lie where the catalog says
    "default-src 'none'; img-src 'self' data: https: http:; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_DOCS_POLICY = (  # the page that FastAPI makes at /docs takes its viewer from elsewhere
    "default-src 'self'; img-src 'self' data: https://fastapi.tiangolo.com; style-src https://cdn.jsdelivr.net; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


_MOST_TEXT_BYTES = 1024 * 1024
"""Of rules and knowledge, which are files."""


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
        most = _MOST_TEXT_BYTES if scope["path"].startswith("/v1/agent/steering/") else self._most
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


class SecurityHeaders:
    """Tells browsers to run nothing but our own files, and to guess no content types."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy, others = _policy(scope["path"]), _others(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers["Content-Security-Policy"] = policy
                for name, value in others.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _policy(path: str) -> str:
    if path.startswith("/demo/images/"):
        return _IMAGE_POLICY
    if _is_console(path):
        return _CONSOLE_POLICY
    return _DOCS_POLICY if path == "/docs" else _PAGE_POLICY


def _others(path: str) -> dict[str, str]:
    """What browsers are told besides, of the console alone: no page of others frames it or keeps a hand on it, its
    address is told to nobody, and what it is answered stays in no cache."""
    if path.startswith("/v1/agent/"):
        return {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    if _is_console(path):
        return {
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
        }
    return {}


def _is_console(path: str) -> bool:
    return path == "/console" or path.startswith("/console/")
