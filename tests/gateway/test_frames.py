"""Frames without an origin may tell events of a session whose token they have, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import SESSION, event, rows

NULL = {"Origin": "null"}


async def test_a_pixel_with_a_sessions_token_tells_its_events(client: httpx.AsyncClient, config: GatewayConfig) -> None:
    token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
    asks = NULL | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    may = await client.options("/v1/chat/events", headers=asks)
    told = await client.post(
        "/v1/chat/events", json={"events": [event()]}, headers=NULL | {"Authorization": f"Bearer {token}"}
    )

    assert (may.headers["access-control-allow-origin"], may.headers["access-control-allow-methods"]) == ("null", "POST")
    assert "authorization" in may.headers["access-control-allow-headers"].lower()
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (202, "null")
    assert rows(config, "SELECT type FROM events") == [("csat",)]


async def test_without_a_token_it_tells_nothing(client: httpx.AsyncClient) -> None:
    refused = await client.post("/v1/chat/events", json={"events": [event()]}, headers=NULL)

    assert refused.status_code == 401


@pytest.mark.parametrize("path", ["/v1/chat/sessions", "/v1/chat/messages", "/v1/chat/events/"])
async def test_nothing_else_is_open_to_it(client: httpx.AsyncClient, path: str) -> None:
    asks = NULL | {"Access-Control-Request-Method": "POST"}
    may = await client.options(path, headers=asks)
    done = await client.post(path, json=SESSION, headers=NULL)

    assert "access-control-allow-origin" not in may.headers
    assert "access-control-allow-origin" not in done.headers
    assert not done.is_success
