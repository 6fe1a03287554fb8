"""Whether a shopper is shown the widget, and what they bought with it or without: only with consent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from gateway.arms import Arms
from gateway.config import GatewayConfig
from tests.gateway.conftest import gateway, rows

PLACEMENT, OUTCOMES = "/v1/chat/placement", "/v1/chat/outcomes"
AGREED = {"site_key": "demo", "consent": {"analytics": True}}
BOUGHT = {"outcome_id": "order-1", "at": "2026-01-01T12:00:00Z", "value": 39.9, "currency": "EUR"}


@pytest.fixture
async def shop(config: GatewayConfig) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway that leaves half of the shoppers without the widget."""
    async with gateway(replace(config, arms=Arms(widget_holdout=0.5))) as client:
        yield client


async def seen(client: httpx.AsyncClient, shopper: str, **body: Any) -> bool:
    answer = await client.post(PLACEMENT, json=AGREED | {"shopper_id": shopper} | body)
    assert answer.status_code == 200
    return bool(answer.json()["widget"])


async def test_a_share_of_the_shoppers_goes_without_and_stays_so(
    shop: httpx.AsyncClient, config: GatewayConfig
) -> None:
    first = [await seen(shop, f"s-{number}") for number in range(30)]

    assert set(first) == {True, False}
    assert [await seen(shop, f"s-{number}") for number in range(30)] == first
    assert sum(bool(widget) for (widget,) in rows(config, "SELECT widget FROM placements")) == sum(first)
    assert "s-1" not in str(rows(config, "SELECT * FROM placements"))


async def test_who_did_not_agree_sees_it_and_nothing_is_kept(shop: httpx.AsyncClient, config: GatewayConfig) -> None:
    refused: dict[str, Any] = {"consent": {"analytics": False}}

    assert all([await seen(shop, f"s-{number}", **refused) for number in range(20)])
    await seen(shop, "s-1")
    stored = await shop.post(OUTCOMES, json=AGREED | refused | {"shopper_id": "s-1", "outcomes": [BOUGHT]})

    assert (stored.status_code, stored.json()) == (202, {"stored": 0, "repeated": 0, "unplaced": 1})
    assert rows(config, "SELECT * FROM placements") == rows(config, "SELECT * FROM outcomes") == []


@pytest.mark.parametrize("path", [PLACEMENT, OUTCOMES])
async def test_of_who_refuses_later_nothing_is_kept_any_more(
    shop: httpx.AsyncClient, config: GatewayConfig, path: str
) -> None:
    for one in ("s-1", "s-2"):
        await seen(shop, one)
        await shop.post(OUTCOMES, json=AGREED | {"shopper_id": one, "outcomes": [BOUGHT]})
    refusal = AGREED | {"shopper_id": "s-1", "consent": {"analytics": False}}

    answered = await shop.post(path, json=refusal | ({"outcomes": [BOUGHT]} if path == OUTCOMES else {}))

    assert answered.is_success
    assert len(rows(config, "SELECT * FROM placements")) == len(rows(config, "SELECT * FROM outcomes")) == 1


async def test_everybody_sees_it_where_no_share_goes_without(client: httpx.AsyncClient, config: GatewayConfig) -> None:
    assert all([await seen(client, f"s-{number}") for number in range(10)])
    assert rows(config, "SELECT * FROM placements") == []


async def test_what_was_bought_is_stored_once(shop: httpx.AsyncClient, config: GatewayConfig) -> None:
    await seen(shop, "s-1")
    body = AGREED | {"shopper_id": "s-1", "outcomes": [BOUGHT, BOUGHT | {"outcome_id": "order-2"}]}

    first, again = [(await shop.post(OUTCOMES, json=body)).json() for _ in range(2)]

    assert (first, again) == (
        {"stored": 2, "repeated": 0, "unplaced": 0},
        {"stored": 0, "repeated": 2, "unplaced": 0},
    )
    assert rows(config, "SELECT outcome_id, value FROM outcomes ORDER BY 1") == [("order-1", 39.9), ("order-2", 39.9)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": 1e308}, "outcomes.0.value"),
        ({"value": -1}, "outcomes.0.value"),
        ({"at": (datetime.now(UTC) + timedelta(days=9)).isoformat()}, "outcomes.0.at"),
        ({"at": "9999-01-01T00:00:00Z"}, "outcomes.0.at"),
        ({"currency": "euro"}, "outcomes.0.currency"),
        ({"outcome_id": ""}, "outcomes.0.outcome_id"),
    ],
)
async def test_refuses_what_cannot_be(
    shop: httpx.AsyncClient, config: GatewayConfig, change: dict[str, Any], field: str
) -> None:
    await seen(shop, "s-1")

    refused = await shop.post(OUTCOMES, json=AGREED | {"shopper_id": "s-1", "outcomes": [BOUGHT | change]})

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, field)
    assert rows(config, "SELECT * FROM outcomes") == []


@pytest.mark.parametrize("path", [PLACEMENT, OUTCOMES])
async def test_refuses_an_unknown_site_key(shop: httpx.AsyncClient, path: str) -> None:
    body = AGREED | {"site_key": "stolen", "shopper_id": "s-1", "outcomes": [BOUGHT]}
    if path == PLACEMENT:
        del body["outcomes"]

    refused = await shop.post(path, json=body)

    assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed")
