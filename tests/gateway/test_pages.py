"""The page that a shopper is on: what is kept of it, and what is refused."""

from __future__ import annotations

import json

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, rows


async def test_keeps_the_page_that_the_shopper_is_on(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    page = {"url": "https://ada:pw@shop.example/lamps/a-1?token=x#y", "title": "Lamp <b> for ada@example.com"}
    answered = await session.post(SAY, json={"text": "is it in stock?", "page": page})
    assert answered.status_code == 200, answered.text
    [(kept,)] = rows(config, "SELECT page FROM conversations")
    assert json.loads(kept) == {"url": "https://shop.example/lamps/a-1", "title": "Lamp <b> for ‹email_1›"}

    there = {"url": "https://shop.example/reset/9f86d081884c7d659a2feaa0c55ad015/a", "product_id": "a/1"}
    assert (await session.post("/v1/chat/page", json=there)).status_code == 204
    [(kept,)] = rows(config, "SELECT page FROM conversations")
    assert json.loads(kept) == {"url": "https://shop.example/reset/…/a", "title": "", "product_id": "a/1"}


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "/lamps", "https://", "https://[", "x" * 2001])
async def test_refuses_what_is_no_page(session: httpx.AsyncClient, url: str) -> None:
    refused = await session.post("/v1/chat/page", json={"url": url})

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "url")
