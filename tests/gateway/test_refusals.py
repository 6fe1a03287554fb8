"""Who is refused too often, and who is behind the same address."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
from limits.aio.storage import RedisStorage
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from data.counters import counters
from data.peers import Hosts, Networks
from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.edge.bounds import Bounds
from gateway.limits import RateLimit
from gateway.refusals import Refusals
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa, gateway
from tests.gateway.console.conftest import hire, sign_in

GUESS = {"Authorization": "Bearer guessed"}
BEHIND = Bounds(proxies=Networks(["127.0.0.1"]))
"""The client of these tests is a proxy's, so that they ask from many addresses."""


def of(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def opened(client: httpx.AsyncClient, headers: dict[str, str] | None = None) -> dict[str, str]:
    """The header of a session of its own."""
    response = await client.post("/v1/chat/sessions", json=SESSION, headers=headers)
    assert response.status_code == 201, response.text
    return {"Authorization": f"Bearer {response.json()['token']}"} | (headers or {})


async def test_guesses_at_tokens_end_and_who_has_a_session_behind_the_same_address_goes_on(
    config: GatewayConfig,
) -> None:
    async with gateway(replace(config, refusals_per_address="5/minute")) as client:
        neighbour = await opened(client)
        statuses = [(await client.get(SAY, headers=GUESS)).status_code for _ in range(8)]
        last = await client.get(SAY, headers=GUESS)
        goes_on = await client.post(SAY, json={"text": "a mouse"}, headers=neighbour)
        comes = await opened(client)
        page = await client.get("/health")
        elsewhere = await client.get(SAY, headers=GUESS | of("1.2.3.4"))

    assert statuses == [401] * 5 + [429] * 3
    assert (last.json()["error"], 0 < int(last.headers["retry-after"]) <= 60) == ("too_many_requests", True)
    assert (goes_on.status_code, page.status_code) == (200, 200)
    assert comes["Authorization"]
    assert elsewhere.status_code == 429  # nobody's proxy, so it is the same address


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/chat/sessions", SESSION | {"site_key": "guessed"}),
        ("POST", "/v1/chat/sessions", {}),
        ("GET", "/.env", None),
        ("POST", "/v1/chat/outcomes", {"site_key": "guessed"}),
        ("GET", "/v1/agent/me", None),
    ],
)
async def test_whatever_is_refused_is_refused_so_often_and_no_more(
    config: GatewayConfig, method: str, path: str, body: Any
) -> None:
    async with gateway(replace(config, refusals_per_address="3/minute")) as client:
        statuses = [(await client.request(method, path, json=body)).status_code for _ in range(6)]

    assert 429 not in statuses[:3]
    assert statuses[3:] == [429] * 3


async def test_addresses_behind_a_trusted_proxy_count_for_themselves(config: GatewayConfig) -> None:
    async with gateway(replace(config, refusals_per_address="2/minute", bounds=BEHIND)) as client:
        guessed = [(await client.get(SAY, headers=GUESS | of("1.2.3.4, 203.0.113.9"))).status_code for _ in range(4)]
        forged = await client.get(SAY, headers=GUESS | of("5.6.7.8, 203.0.113.9"))
        other = await client.get(SAY, headers=GUESS | of("203.0.113.10"))

    assert guessed == [401, 401, 429, 429]
    assert (forged.status_code, other.status_code) == (429, 401)


async def test_an_agent_whose_session_is_over_signs_in_behind_an_address_that_guesses(config: GatewayConfig) -> None:
    hire(config, "anna")
    async with gateway(replace(config, refusals_per_address="3/minute")) as client:
        client.cookies.set("fw_agent", "over", domain="test")
        for _ in range(5):
            refused = await client.get("/v1/agent/me")
        client.cookies.clear()
        await sign_in(client, "anna")
        me = await client.get("/v1/agent/me")

    assert refused.status_code == 429
    assert me.status_code == 200


async def test_a_session_is_limited_by_itself_and_its_refusals_are_not_its_neighbours(config: GatewayConfig) -> None:
    async with gateway(replace(config, refusals_per_address="3/minute")) as client:
        session = await opened(client)
        wrong = [(await client.post(SAY, json={"text": ""}, headers=session)).status_code for _ in range(6)]
        guess = await client.get(SAY, headers=GUESS)

    assert wrong == [422] * 6
    assert guess.status_code == 401


async def test_messages_of_one_address_are_limited_together(config: GatewayConfig) -> None:
    limited = replace(config, messages_per_address="4/minute", bounds=BEHIND)
    async with gateway(limited) as client:
        near = [await opened(client, of("203.0.113.9")) for _ in range(3)]
        far = await opened(client, of("203.0.113.10"))
        said = [(await client.post(SAY, json={"text": "hi"}, headers=one)).status_code for one in near * 2]
        other = await client.post(SAY, json={"text": "hi"}, headers=far)

    assert said == [200] * 4 + [429] * 2
    assert other.status_code == 200


async def test_gateways_count_the_refusals_of_an_address_together(redis_url: str) -> None:
    stores = [counters(redis_url), counters(redis_url)]
    one, other = (Refusals(RateLimit("4/minute", "address", store)) for store in stores)
    for _ in range(4):
        await one.count("203.0.113.9")
    before = other.seconds("203.0.113.9")
    await other.count("203.0.113.9")

    assert before == 0
    assert 0 < other.seconds("203.0.113.9") <= 61
    for store in stores:
        assert isinstance(store, RedisStorage)
        await store.bridge.get_connection().aclose()  # type: ignore[attr-defined]  # of the bridge to redis-py


async def test_the_parts_are_asked_once_however_often_it_is_asked_how_they_are(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    async with gateway(config) as client:
        answers = await asyncio.gather(*(client.get("/ready") for _ in range(50)))

    assert {one.json()["rasa"] for one in answers} == {True}
    assert rasa.greeted <= 5  # once in a second or so, and this is a busy machine


@pytest.mark.parametrize(
    ("host", "status"),
    [("chat.shop.example", 200), ("127.0.0.1:8000", 200), ("localhost", 200), ("evil.example", 421), ("a b", 200)],
)
async def test_answers_to_the_names_of_the_shop_alone(config: GatewayConfig, host: str, status: int) -> None:
    async with gateway(replace(config, hosts=Hosts(["chat.shop.example"]))) as client:
        answer = await client.get("/health", headers={"Host": host})

    assert answer.status_code == status
    if status != 200:
        assert "FLOORWALKER_ALLOWED_HOSTS" in answer.json()["message"]
        assert answer.json()["detail"][0]["field"] == "Host"


@pytest.mark.parametrize("hosts", [("chat.shop.example", "evil.example"), ("chat.shop.example", "chat.shop.example")])
async def test_who_asks_by_two_names_is_refused(config: GatewayConfig, hosts: tuple[str, str]) -> None:
    async with gateway(replace(config, hosts=Hosts(["chat.shop.example"]))) as client:
        answer = await client.get("/health", headers=[("Host", host) for host in hosts])

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
    assert answer.json()["detail"][0]["field"] == "Host"


def test_takes_no_stream_by_a_name_of_others(config: GatewayConfig) -> None:
    with (
        TestClient(create_app(config)) as client,
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/v1/chat/stream", headers={"Host": "rebound.example"}),
    ):
        raise AssertionError("it was taken")
