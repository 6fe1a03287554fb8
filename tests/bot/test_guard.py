"""Who may ask Rasa and the action server, over a real socket; in Rasa's environment: `test_rasa.py`."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.guard import guard
from data.peers import Hosts

TOKEN = "t" * 32


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Where a guarded app answers anything."""
    app: Sanic[Any, Any] = Sanic("guarded")

    @app.get("/<path:path>")
    async def answer(_request: Request, path: str) -> HTTPResponse:
        return text(path)

    guard(app, TOKEN, Hosts(["rasa.internal"]), open={"/health"}, named_by="FLOORWALKER_ACTIONS_URL")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()  # type: ignore[no-untyped-call]
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        await server.close()  # type: ignore[no-untyped-call]
    Sanic.unregister_app(app)


async def test_who_has_the_token_asks_and_by_a_name_of_ours(url: str) -> None:
    shown = {"Authorization": f"Bearer {TOKEN}"}
    asked: list[tuple[str, dict[str, str], int]] = [
        ("/health", {}, 200),
        ("/webhook", {}, 401),
        ("/webhook", shown, 200),
        ("/webhook", {"Authorization": "Bearer another"}, 401),
        ("/actions", {}, 401),
        ("/webhook", shown | {"Host": "evil.example"}, 421),
        ("/webhook", shown | {"Host": "127.0.0.1.evil.example"}, 421),
        ("/health", {"Host": "evil.example"}, 421),
        ("/nowhere", shown | {"Host": "evil.example:80"}, 421),
        ("/webhook", shown | {"Host": "actions:5055"}, 200),
        ("/webhook", shown | {"Host": "rasa.internal:5005"}, 200),
    ]
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        statuses = [(await client.get(path, headers=headers)).status_code for path, headers, _ in asked]

    assert statuses == [status for _, _, status in asked]
