"""A browser's page whose gateway is in the hands of an attacker: every text that it answers holds hostile payloads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Page, Route, WebSocketRoute

from tests.hostile import PAYLOADS

_AS_THEY_ARE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?|\d\d:\d\d|[0-9a-f]{32}")
"""Times and ids, which the page sends back or counts with."""
_NAMES = re.compile(r"(id|.*_id|csrf|token|base|key|locale|instead_of)")
_ADDRESSES = ("url", "image_url", "href", "address_url")
_SHORT = [one for one in PAYLOADS if len(one) < 200]


class Tampering:
    """Puts payloads into what a page is answered, over HTTP and by WebSocket: all of them into each text, each time in
    another order, and one after the other where an address stands. Codes, which the API lists, stay.
    """

    def __init__(self, app: FastAPI) -> None:
        self._codes = frozenset(_codes(app.openapi()))
        self._turn = 0
        self.fields: set[str] = set()
        """The names of the fields that were tampered with."""

    def of(self, page: Page) -> None:
        """Begins with what the page asks from now on."""
        page.route("**/v1/**", self._answer)
        page.route_web_socket("**/v1/**", self._stream)

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        if not answer.body() or "json" not in answer.headers.get("content-type", ""):
            route.fulfill(response=answer)
            return
        route.fulfill(response=answer, json=self.hostile(answer.json()))

    def _stream(self, stream: WebSocketRoute) -> None:
        server = stream.connect_to_server()
        server.on_message(lambda frame: stream.send(json.dumps(self.hostile(json.loads(frame)))))

    def hostile(self, value: Any, name: str = "") -> Any:
        """A value of JSON with payloads in its texts."""
        if isinstance(value, dict):
            return {key: self.hostile(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self.hostile(part, name) for part in value]
        if not isinstance(value, str) or self._stays(value, name):
            return value
        self.fields.add(name)
        self._turn += 1
        if name in _ADDRESSES:
            return PAYLOADS[self._turn % len(PAYLOADS)]
        place = self._turn % len(_SHORT)
        return "\n".join([*_SHORT[place:], *_SHORT[:place], value])

    def _stays(self, value: str, name: str) -> bool:
        return bool(value in self._codes or _NAMES.fullmatch(name) or _AS_THEY_ARE.fullmatch(value))


def _codes(schema: Any) -> Iterator[str]:
    """What the API says that may stand somewhere, and nothing else."""
    if isinstance(schema, dict):
        yield from (one for one in schema.get("enum", ()) if isinstance(one, str))
        if isinstance(schema.get("const"), str):
            yield schema["const"]
        for part in schema.values():
            yield from _codes(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _codes(part)
