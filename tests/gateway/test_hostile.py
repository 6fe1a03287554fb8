"""What attackers write, as shopper, catalog and agent: it is stored and answered as text, and nothing of it acts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from gateway.config import GatewayConfig
from language.placeholders import HIDDEN
from tests.gateway.conftest import PRODUCT, PRODUCTS, SAY, ScriptedRasa, rows
from tests.gateway.console.conftest import Floor
from tests.gateway.console.conftest import floor as floor
from tests.gateway.console.conftest import quick_hashes as quick_hashes
from tests.hostile import PAYLOADS

pytestmark = pytest.mark.slow
OURS = {"/unclear", "/too_long"}
"""Commands that the gateway gives Rasa by itself."""
AT = "/v1/agent/conversations"


def _is_data(answered: httpx.Response) -> bool:
    """Whether a browser takes an answer for nothing but data."""
    headers = answered.headers
    is_json = headers.get("content-type", "application/json") == "application/json"
    return is_json and headers["x-content-type-options"] == "nosniff" and "'none'" in headers["content-security-policy"]


async def test_a_shoppers_words_are_words(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    for payload in PAYLOADS:
        rasa.asked.clear()
        answered = await session.post(SAY, json={"text": payload})
        assert (payload, answered.status_code, _is_data(answered)) == (payload, 200, True)
        (asked,) = (one["message"] for one in rasa.asked)
        assert asked in OURS or not asked.startswith("/"), payload

    history = (await session.get(SAY)).json()["messages"]
    said = [one["text"] for one in history if one["from"] == "shopper"]
    assert len(said) == len(PAYLOADS)
    assert "\0" not in "".join(said)
    assert "\u202e" not in "".join(said)
    assert rows(config, "SELECT count(*) FROM conversations") == [(1,)]
    assert len(rows(config, "SELECT id FROM messages WHERE sender = 'shopper'")) == len(PAYLOADS)


async def test_what_names_something_takes_no_words(session: httpx.AsyncClient) -> None:
    """Ids, locales, currencies, addresses: whatever fits is stored as it is, all else refused with the field."""
    for payload in PAYLOADS:
        bodies: list[tuple[str, dict[str, Any]]] = [
            ("/v1/chat/sessions", {"site_key": payload, "consent": {"analytics": False}}),
            ("/v1/chat/sessions", {"site_key": "demo", "consent": {"analytics": True}, "shopper_id": payload}),
            ("/v1/chat/sessions", {"site_key": "demo", "consent": {"analytics": False}, "locale": payload}),
            ("/v1/chat/page", {"url": payload}),
            ("/v1/chat/contact", {"address": payload}),
            ("/v1/chat/events", {"events": [{"event_id": payload, "type": "csat", "at": "2026-01-01T00:00:00Z"}]}),
        ]
        for path, body in bodies:
            refused = await session.post(path, json=body)
            assert refused.status_code in (400, 403, 422), (path, payload)
            assert _is_data(refused)
            assert refused.json()["detail"][0]["field"], (path, payload)


@pytest.mark.parametrize("base", ["/v1/chat/products/", "/demo/images/", "/v1/agent/conversations/", "/"])
async def test_no_path_leads_out(session: httpx.AsyncClient, base: str) -> None:
    for payload in PAYLOADS:
        answered = await session.get(base + quote(payload, safe="/%."))
        assert answered.status_code in (401, 403, 404, 405, 422, 503), payload
        assert "root:" not in answered.text
        assert answered.headers["content-type"] == "application/json"


async def test_a_catalogs_words_are_words_and_its_links_open_pages_alone(
    session: httpx.AsyncClient, rasa: ScriptedRasa
) -> None:
    for payload in PAYLOADS:
        stated = {"title": payload, "brand": payload, "url": payload, "image_url": payload}
        product = PRODUCT | stated | {"attributes": {payload: payload}, "category": payload}
        rasa.items = [{"text": payload, "custom": PRODUCTS | {"products": [product], "query": payload}}]

        answered = await session.post(SAY, json={"text": "a mouse"})

        (message,) = answered.json()["messages"]
        (shown,) = message["products"]
        assert _is_data(answered)
        assert (shown["title"], message["text"]) == (payload, payload)
        for link in (shown["url"], shown["image_url"]):
            assert link is None or (urlsplit(link).scheme in ("", "https") and not set('<>"\\') & set(link)), payload


async def test_an_agents_words_are_words(floor: Floor, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Here", "custom": {"type": "text"}}]
    agent, shopper = await floor.agent(), await floor.shopper()
    id = shopper.headers["X-Conversation"]
    await shopper.post(SAY, json={"text": PAYLOADS[0]})
    assert (await agent.post(f"{AT}/{id}/claim")).is_success
    told = []
    for number, payload in enumerate(PAYLOADS):
        said = await agent.post(f"{AT}/{id}/messages", json={"text": payload, "client_id": f"c{number}"})
        noted = await agent.post(f"{AT}/{id}/notes", json={"text": payload})
        assert {said.status_code, noted.status_code} <= {201, 422}, payload
        assert _is_data(said)
        assert _is_data(noted)
        told += [payload] if said.status_code == 201 else []

    opened = await agent.get(f"{AT}/{id}")
    assert _is_data(opened)
    heard = [one["text"] for one in (await shopper.get(SAY)).json()["messages"] if one["type"] == "text"]
    heard = heard[-len(told) :]
    masked = [one for one in heard if HIDDEN in one]
    assert len(told) > len(PAYLOADS) - 5
    assert len(heard) - len(masked) >= len(PAYLOADS) - 10
    assert json.loads(opened.content)["conversation"]["status"] == "agent"
