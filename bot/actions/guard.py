"""Who may call actions: Rasa, which has the token between processes, by a name of this process (`data.peers`)."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from data.peers import Hosts, is_bearer, name_of

OPEN = frozenset({"/health", "/metrics"})


def guard(app: Sanic[Any, Any], token: str, hosts: Hosts) -> None:
    """From now on the app answers 401 without the token, where there is one, and 421 to who asks by another name."""

    async def refuse(request: Request) -> HTTPResponse | None:
        host = request.headers.get("host", "")
        if host not in hosts:
            message = f"the action server does not answer for {name_of(host)[:100]!r}; FLOORWALKER_ACTIONS_URL names it"
            return json({"error": "misdirected", "message": message}, status=421)
        if token and request.path not in OPEN and not is_bearer(request.headers.get("authorization", ""), token):
            message = "send the token between processes as Authorization: Bearer"
            return json({"error": "no_token", "message": message}, status=401)
        return None

    app.register_middleware(refuse, "request")
