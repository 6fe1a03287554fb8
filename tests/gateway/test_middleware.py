"""What browsers are told of the console's pages and answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway


async def test_the_console_is_framed_by_nobody_and_speaks_to_us_alone(config: GatewayConfig, tmp_path: Path) -> None:
    (tmp_path / "dist" / "console").mkdir(parents=True)
    for name in ("index.html", "console/index.html"):
        (tmp_path / "dist" / name).write_text("<!doctype html>", encoding="utf-8")

    async with gateway(replace(config, web=tmp_path / "dist")) as client:
        console, shop = await client.get("/console/"), await client.get("/")

    rules = dict(rule.split(" ", 1) for rule in console.headers["content-security-policy"].split("; "))
    assert rules["frame-ancestors"] == rules["default-src"] == rules["base-uri"] == "'none'"
    assert rules["connect-src"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert console.headers["x-frame-options"] == "DENY"
    assert console.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'self'" in shop.headers["content-security-policy"]
    assert "x-frame-options" not in shop.headers


@pytest.mark.parametrize("path", ["me", "login", "replies", "nothing"])
async def test_no_cache_keeps_what_agents_are_answered(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/v1/agent/{path}")).headers["cache-control"] == "no-store"
