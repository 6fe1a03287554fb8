"""Shoppers who leave an address: what is taken, what is stored, and who learns of it."""

from __future__ import annotations

import json

import httpx
import pytest

from data.database import connect
from data.steering.site import checked, written
from gateway.config import GatewayConfig
from tests.data.steering.test_sites import keep
from tests.gateway.conftest import SAY, rows
from tests.gateway.console.conftest import hire, sign_in

AT = "/v1/chat/contact"


async def test_an_address_is_kept_encrypted_and_its_shopper_waits(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    hire(config, "anna")
    assert (await sign_in(session, "anna")).is_success

    answered = await session.post(AT, json={"address": " ada＠example.com ", "note": "after six <b>"})
    assert answered.status_code == 200, answered.text
    told = answered.json()["messages"]
    assert told[0]["text"] == "Thank you. Somebody will write to you at the address that you left."
    assert (await session.get(SAY)).json()["messages"][-1] == told[0]

    [(sealed,)] = rows(config, "SELECT ciphertext FROM contacts")
    assert "ada" not in sealed
    kept = json.loads(config.agents_vault.unseal(sealed) or "")
    assert kept == {"address": "ada@example.com", "note": "after six <b>"}
    waiting = (await session.get("/v1/agent/queue")).json()["waiting"]
    assert [one["contact"] for one in waiting] == [True]
    assert "example.com" not in (await session.get(f"/v1/agent/conversations/{waiting[0]['id']}")).text


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@example", "12345", "+49 30 1234567890123", "a@b.de\nc@d.de", "x" * 255]
)
async def test_refuses_what_nobody_can_be_written_to(session: httpx.AsyncClient, address: str) -> None:
    refused = await session.post(AT, json={"address": address})

    assert refused.status_code == 422
    assert refused.json()["detail"][0]["field"].endswith("address")


async def test_takes_telephone_numbers(session: httpx.AsyncClient) -> None:
    for address in ("+49 (30) 123-45.67", "138 0013 8000"):
        assert (await session.post(AT, json={"address": address})).status_code == 200


async def test_takes_none_without_a_session_or_where_the_shop_wants_none(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    stranger = {"Authorization": "Bearer nobody"}
    assert (await session.post(AT, json={"address": "a@example.com"}, headers=stranger)).status_code == 401

    engine = connect(config.database_url)
    keep(engine, written(checked({"leave_address": False})))
    engine.dispose()
    refused = await session.post(AT, json={"address": "a@example.com"})
    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (403, "address")
