"""The page that a shopper is on: what is kept of it, and what is refused."""

from __future__ import annotations

import json

import httpx
import pytest

from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, ScriptedRasa, rows


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


async def test_the_product_of_the_page_goes_along_with_what_is_said_of_it(
    session: httpx.AsyncClient, rasa: ScriptedRasa
) -> None:
    page = {"url": "https://shop.example/p/1", "product_id": "m/1"}
    await session.post(SAY, json={"text": "is this one waterproof?", "page": page})
    assert rasa.asked[-1]["metadata"]["viewed"] == "m/1"
    [told] = [m for m in (await session.get(SAY)).json()["messages"] if m.get("text") == "is this one waterproof?"]
    assert told["viewed"] == "m/1"

    await session.post("/v1/chat/page", json={"url": "https://shop.example/p/2", "product_id": "m/2"})
    await session.post(SAY, json={"text": "and this?"})  # as the page was told last
    assert rasa.asked[-1]["metadata"]["viewed"] == "m/2"

    await session.post(SAY, json={"text": "and now?", "page": {"url": "https://shop.example/cart"}})
    assert "viewed" not in rasa.asked[-1]["metadata"]
