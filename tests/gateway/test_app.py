"""What the gateway serves besides the chat: health, pictures, headers."""

from __future__ import annotations

import httpx
import pytest


async def test_says_which_parts_are_down(client: httpx.AsyncClient) -> None:
    ready = await client.get("/ready")

    assert (ready.status_code, ready.json()["database"], ready.json()["recommender"]) == (503, True, False)


async def test_counts_turns_for_prometheus(session: httpx.AsyncClient) -> None:
    await session.post("/v1/chat/messages", json={"text": "hi"})

    assert "floorwalker_turn_seconds_count" in (await session.get("/metrics")).text


async def test_serves_pictures_that_cannot_run_anything(client: httpx.AsyncClient) -> None:
    picture = await client.get("/demo/images/1.svg")

    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-security-policy"].startswith("default-src 'none'")
    assert picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/demo/images/../log.db", "/demo/images/%2e%2e/log.db", "/demo/images/..%2flog.db"])
async def test_serves_nothing_outside_the_pictures(client: httpx.AsyncClient, path: str) -> None:
    refused = await client.get(path)

    assert (refused.status_code, refused.json()["error"]) == (404, "not_found")


@pytest.mark.parametrize(("origin", "allowed"), [("https://shop.example", True), ("https://evil.example", False)])
async def test_lets_only_the_shops_pages_call_from_elsewhere(
    client: httpx.AsyncClient, origin: str, allowed: bool
) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}

    answered = await client.options("/v1/chat/sessions", headers=headers)

    assert (answered.headers.get("access-control-allow-origin") == origin) is allowed
