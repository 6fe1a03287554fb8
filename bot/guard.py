"""Who may ask the processes of the assistant, Rasa and the action server: whoever has the token between processes, by a
name of theirs (`data.peers`). Used in both environments.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from data.peers import Hosts, is_bearer, name_of


def guard(app: Sanic[Any, Any], token: str, hosts: Hosts, *, open: Collection[str], named_by: str) -> None:
    """From now on the app answers 421 to who asks by another name, and 401 without the token, where there is one.

    `open`: paths that anybody who reaches it may ask for. `named_by`: the setting that says its name.
    """

    async def refuse(request: Request) -> HTTPResponse | None:
        host = request.headers.get("host", "")
        if host not in hosts:
            message = f"this process does not answer for {name_of(host)[:100]!r}; {named_by} names it"
            return json({"error": "misdirected", "message": message}, status=421)
        if token and request.path not in open and not is_bearer(request.headers.get("authorization", ""), token):
            message = "send the token between processes as Authorization: Bearer"
            return json({"error": "no_token", "message": message}, status=401)
        return None

    app.register_middleware(refuse, "request")
