"""What browsers are told with every answer: to run nothing but our own files, guess nothing, tell and keep nothing.

It wraps the whole app, so that errors, refusals and preflights have the headers too.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS = "max-age=31536000"
"""Of this host alone (RFC 6797): what else the shop's domain has is not ours to say."""
_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid",
        "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
"""What no page of ours needs."""
_DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:{images}; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_CONSOLE_POLICY = (
    "default-src 'none'; img-src 'self' data:{images}; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_DOCS_POLICY = (  # the page that FastAPI makes at /docs takes its viewer from elsewhere
    "default-src 'self'; img-src 'self' data: https://fastapi.tiangolo.com; style-src https://cdn.jsdelivr.net; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA = ("/v1/", "/health", "/ready", "/metrics", "/openapi.json")
"""Paths of which no answer is a page."""


class SecurityHeaders:
    """Adds the headers. `images` says from where pages may take pictures besides, as sources of a policy; `is_tls`:
    whether browsers reach us by TLS, whatever the proxy says."""

    def __init__(self, app: ASGIApp, images: Callable[[], str], *, is_tls: bool = False) -> None:
        self._app = app
        self._images = images
        self._is_tls = is_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._of(path, message["status"]))
                if self._is_tls or scope["scheme"] == "https":  # a trusted proxy has said so by now
                    headers["Strict-Transport-Security"] = HSTS
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _of(self, path: str, status: int) -> dict[str, str]:
        told = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Content-Security-Policy": self._policy(path),
            "Permissions-Policy": _PERMISSIONS,
        }
        if path.startswith(_DATA) or status >= 400:
            told |= {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        if _is_console(path):
            told |= {
                "X-Frame-Options": "DENY",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
            }
        return told

    def _policy(self, path: str) -> str:
        if path.startswith(_DATA):
            return _DATA_POLICY
        if path.startswith("/demo/images/"):
            return _IMAGE_POLICY
        if path == "/docs":
            return _DOCS_POLICY
        policy = _CONSOLE_POLICY if _is_console(path) else _PAGE_POLICY
        return policy.format(images=self._images())


def _is_console(path: str) -> bool:
    return path == "/console" or path.startswith("/console/")
