"""Webhooks at the edge: what is signed is stored once, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import rows

SECRET = "shpss_2a8d61fe"  # noqa: S105 - of these tests
PRODUCT = {"id": 1, "handle": "lamp", "title": "Lampe für die Küche"}


@pytest.fixture
async def http(config: GatewayConfig) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(config, shopify_secrets=("new", SECRET), woocommerce_secrets=(SECRET,)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://gateway") as client,
    ):
        yield client


def signed(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


async def send(http: httpx.AsyncClient, payload: Any = PRODUCT, **headers: str) -> httpx.Response:
    body = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=False).encode()
    given = {
        "X-Shopify-Topic": "products/update",
        "X-Shopify-Hmac-Sha256": signed(body),
        "X-Shopify-Webhook-Id": "w-1",
        "X-Shopify-Triggered-At": "2026-05-01T10:00:00.5Z",
    }
    return await http.post("/v1/hooks/shopify", content=body, headers=given | headers)


async def test_a_signed_delivery_is_stored_as_it_came(http: httpx.AsyncClient, config: GatewayConfig) -> None:
    answer = await send(http)

    assert (answer.status_code, answer.json()) == (200, {"status": "stored"})
    [(system, id, topic, body, sent_at)] = rows(config, "SELECT system, id, topic, body, sent_at FROM hook_deliveries")
    assert (system, id, topic, json.loads(body)) == ("shopify", "w-1", "products/update", PRODUCT)
    assert sent_at == 1777629600500000


async def test_a_repeat_is_stored_once(http: httpx.AsyncClient, config: GatewayConfig) -> None:
    await send(http)

    assert (await send(http)).json() == {"status": "repeated"}
    assert rows(config, "SELECT count(*) FROM hook_deliveries") == [(1,)]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Shopify-Hmac-Sha256": ""},
        {"X-Shopify-Hmac-Sha256": "AAAA"},
        {"X-Shopify-Hmac-Sha256": signed(b"another body")},
        {"X-Shopify-Hmac-Sha256": signed(json.dumps(PRODUCT, ensure_ascii=False).encode(), "another secret")},
    ],
)
async def test_what_is_not_signed_is_refused(
    http: httpx.AsyncClient, config: GatewayConfig, headers: dict[str, str]
) -> None:
    answer = await send(http, **headers)

    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")
    assert SECRET not in answer.text
    assert rows(config, "SELECT count(*) FROM hook_deliveries") == [(0,)]


async def test_what_is_signed_and_is_no_delivery(http: httpx.AsyncClient, config: GatewayConfig) -> None:
    assert (await send(http, b"[1]")).status_code == 400
    assert (await send(http, b"{broken")).status_code == 400
    assert (await send(http, **{"X-Shopify-Topic": "orders/create"})).json() == {"status": "ignored"}
    assert (await send(http, b'"' + b"x" * 5_000_000 + b'"')).status_code == 413
    assert rows(config, "SELECT count(*) FROM hook_deliveries") == [(0,)]


async def test_woocommerce_asks_whether_somebody_answers(http: httpx.AsyncClient) -> None:
    ping = await http.post("/v1/hooks/woocommerce", content=b"webhook_id=12")
    body = json.dumps({"id": 12}).encode()
    headers = {
        "X-WC-Webhook-Topic": "product.deleted",
        "X-WC-Webhook-Signature": signed(body),
        "X-WC-Webhook-Delivery-ID": "9",
    }

    assert ping.json() == {"status": "ignored"}
    assert (await http.post("/v1/hooks/woocommerce", content=body, headers=headers)).json() == {"status": "stored"}


async def test_what_woocommerce_delivers_within_a_second_is_all_stored(
    http: httpx.AsyncClient, config: GatewayConfig
) -> None:
    """It gives them one number (`wp_hash` of the webhook and the second)."""
    told = []
    for product in (12, 13, 12):
        body = json.dumps({"id": product}).encode()
        headers = {
            "X-WC-Webhook-Topic": "product.updated",
            "X-WC-Webhook-Signature": signed(body),
            "X-WC-Webhook-Delivery-ID": "5f2c",
        }
        answer = await http.post("/v1/hooks/woocommerce", content=body, headers=headers)
        told.append(answer.json()["status"])

    assert told == ["stored", "stored", "repeated"]
    assert rows(config, "SELECT count(*) FROM hook_deliveries") == [(2,)]


async def test_without_a_secret_there_are_no_webhooks(config: GatewayConfig) -> None:
    transport = httpx.ASGITransport(app := create_app(config), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://gateway") as client,
    ):
        for system in ("shopify", "woocommerce"):
            answer = await client.post(f"/v1/hooks/{system}", json=PRODUCT)
            assert (answer.status_code, system.upper() in answer.json()["message"]) == (404, True)
