"""Who may ask the recommender."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from data.peers import Hosts
from recommender.client import RecommenderClient, RecommenderRejected
from recommender.server.guard import InnerGuard

TOKEN = "t" * 32


async def _answers(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("answered")(scope, receive, send)


def guarded(*, needs_token_to_read: bool = True, token: str = TOKEN) -> ASGIApp:
    app = Starlette(routes=[Mount("/", _answers)])
    return InnerGuard(app, token, Hosts(["recommender.shop.example"]), needs_token_to_read=needs_token_to_read)


async def asked(app: ASGIApp, method: str, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8001") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize(
    ("method", "path", "in_containers", "on_one_host"),
    [
        ("GET", "/health", 200, 200),
        ("GET", "/ready", 200, 200),
        ("GET", "/metrics", 200, 200),
        ("POST", "/v1/recommend", 401, 200),
        ("GET", "/v1/products/a", 401, 200),
        ("POST", "/v1/products/changes", 401, 401),
        ("PUT", "/v1/products/a", 401, 401),
        ("DELETE", "/v1/products/a", 401, 401),
        ("POST", "/v1/steering/preview", 401, 401),
    ],
)
async def test_what_needs_the_token(method: str, path: str, in_containers: int, on_one_host: int) -> None:
    statuses = [(await asked(guarded(needs_token_to_read=needs), method, path)).status_code for needs in (True, False)]
    shown = await asked(guarded(), method, path, Authorization=f"Bearer {TOKEN}")
    other = await asked(guarded(), method, path, Authorization=f"Bearer {TOKEN}x")

    assert statuses == [in_containers, on_one_host]
    assert shown.status_code == 200
    assert other.status_code == in_containers


@pytest.mark.parametrize(
    ("host", "status"),
    [("recommender:8001", 200), ("recommender.shop.example", 200), ("[::1]:8001", 200), ("evil.example:8001", 421)],
)
async def test_a_page_of_others_that_leads_its_name_here_is_refused(host: str, status: int) -> None:
    answer = await asked(guarded(), "GET", "/health", Host=host)

    assert answer.status_code == status
    if status == 421:
        assert answer.json()["error"] == "misdirected"


async def test_the_client_shows_its_token() -> None:
    transport = httpx.ASGITransport(guarded())
    async with RecommenderClient("http://recommender", token=TOKEN, transport=transport) as client:
        response = await client._call("GET", "/v1/products")
    async with RecommenderClient("http://recommender", transport=transport) as stranger:
        with pytest.raises(RecommenderRejected, match="Authorization: Bearer"):
            await stranger.attributes()

    assert response.text == "answered"
