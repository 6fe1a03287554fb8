"""What the gateway serves besides the chat: health, pictures, headers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway


async def test_says_which_parts_are_down(client: httpx.AsyncClient) -> None:
    ready = await client.get("/ready")

    parts: dict[str, object] = {"database": True, "rasa": True, "recommender": False, "actions": None, "unstable": []}
    assert (ready.status_code, ready.json()) == (503, parts)


async def test_is_ready_when_all_parts_are(config: GatewayConfig, recommender_url: str) -> None:
    async with gateway(replace(config, recommender_url=recommender_url)) as client:
        ready = await client.get("/ready")

    assert (ready.status_code, ready.json()["recommender"]) == (200, True)


async def test_is_not_ready_before_the_log_has_its_tables(config: GatewayConfig, tmp_path: Path) -> None:
    async with gateway(replace(config, database_url=f"sqlite:///{tmp_path / 'new.db'}")) as client:
        assert (await client.get("/ready")).json()["database"] is False
        assert (await client.get("/health")).json() == {"status": "ok"}


async def test_counts_turns_for_prometheus(session: httpx.AsyncClient) -> None:
    await session.post("/v1/chat/messages", json={"text": "hi"})

    assert "floorwalker_turn_seconds_count" in (await session.get("/metrics")).text


async def test_serves_pictures_that_cannot_run_anything(client: httpx.AsyncClient) -> None:
    picture = await client.get("/demo/images/1.svg")

    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["content-security-policy"].startswith("default-src 'none'")
    assert picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/demo/images/../log.db", "/demo/images/%2e%2e/log.db", "/demo/images/..%2flog.db", "/demo/images/%00"]
)
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


async def test_serves_the_page_and_the_widget_with_a_policy_against_foreign_scripts(
    config: GatewayConfig, tmp_path: Path
) -> None:
    web = tmp_path / "dist"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Shop</title>", encoding="utf-8")
    (web / "widget.js").write_text("1", encoding="utf-8")

    async with gateway(replace(config, web=web)) as client:
        page, script = await client.get("/"), await client.get("/widget.js")
        missing = await client.get("/nothing")

    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "javascript" in script.headers["content-type"]
    assert (missing.status_code, missing.json()["error"]) == (404, "not_found")
