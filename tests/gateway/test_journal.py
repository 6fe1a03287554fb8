"""The gateway's log: refusals and failures with their request's id, and nothing of what shoppers say or are."""

from __future__ import annotations

import logging
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from data.database import connect
from gateway.config import GatewayConfig
from gateway.journal import shortened
from tests.gateway.conftest import SAY, SESSION, gateway

SECRET = "anna wants a surprise for ben"  # noqa: S105 - words of nobody


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("testclient", "unknown"),
    ],
)
def test_no_address_is_written_whole(address: str, network: str) -> None:
    assert shortened(address) == network


async def test_refusals_are_written_once_with_the_route_alone(
    session: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    evil = {"Origin": "https://evil.example"}
    asked = [
        await session.post("/v1/chat/sessions", json=SESSION, headers=evil),
        await session.post("/v1/chat/sessions", json=SESSION, headers=evil),
        await session.get(f"{SAY}?after={SECRET}", headers={"Authorization": "Bearer t0ken-of-somebody"}),
        await session.get(f"/v1/chat/products/{SECRET}", headers={"Authorization": "Bearer t0ken-of-somebody"}),
    ]

    told = [one.getMessage() for one in caplog.records if one.name == "gateway.journal"]
    assert told == [
        "answered 403 to POST /v1/chat/sessions from 127.0.0.0/24",
        "answered 401 to GET /v1/chat/messages from 127.0.0.0/24",
        "answered 401 to GET /v1/chat/products/{product_id:path} from 127.0.0.0/24",
    ]
    assert len({one.headers["x-request-id"] for one in asked}) == len(asked)
    assert "t0ken" not in caplog.text
    assert SECRET not in caplog.text


async def test_a_database_that_fails_tells_the_log_no_words(
    config: GatewayConfig, caplog: pytest.LogCaptureFixture
) -> None:
    async with gateway(replace(config)) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        engine = connect(config.database_url)
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(
                text("CREATE TRIGGER stop BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'no'); END")
            )
        engine.dispose()
        failed = await client.post(SAY, json={"text": SECRET}, headers={"Authorization": f"Bearer {token}"})

    assert failed.status_code == 503
    assert "IntegrityError: no" in caplog.text
    assert SECRET not in caplog.text
    assert token not in caplog.text
