"""What the gateway refuses, by which status, and that the answer names the field and what to do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.event import listen as event_listen

from data.database import connect
from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa, event, gateway, rows


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic eA=="])
@pytest.mark.parametrize("path", ["/v1/chat/messages", "/v1/chat/events", "/v1/chat/products/1"])
async def test_refuses_a_request_without_a_known_token(client: httpx.AsyncClient, header: str, path: str) -> None:
    method = "GET" if "products" in path else "POST"
    bodies = {"/v1/chat/messages": {"text": "hi"}, "/v1/chat/events": {"events": [event()]}}

    refused = await client.request(method, path, json=bodies.get(path), headers={"Authorization": header})

    assert (refused.status_code, refused.json()["error"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"text": "x" * 20_001}, "text", "shorten it"),
        ({"text": "word " * 10_000}, "text", "shorten it"),
        ({"text": "   "}, "text", "write something"),
        ({}, "body", "exactly one of text, choice, action"),
        ({"text": "a", "action": "restart"}, "body", "exactly one of text, choice, action"),
        ({"choice": {"attribute": ""}}, "choice.attribute", "write something"),
        ({"action": "dance"}, "action", "show_more"),
        ({"text": "a", "colour": "red"}, "colour", "leave it out"),
        ({"text": "\ud800"}, "text", "surrogate"),
        ({"text": "\0"}, "text", "write something"),
        ({"choice": {"attribute": "a", "value": float("nan")}}, "choice.value", "finite"),
        ({"choice": {"attribute": "a", "value": {"min": float("inf")}}}, "choice.value", "finite"),
        ({"choice": {"attribute": "a", "value": ["b"]}}, "choice.value", "valid string"),
        ({"choice": {"value": None}}, "choice.attribute", "add it"),
        (["text"], "body", "must be a JSON object"),
    ],
)
async def test_names_the_field_and_the_remedy_of_a_bad_message(
    session: httpx.AsyncClient, rasa: ScriptedRasa, body: Any, field: str, reason: str
) -> None:
    refused = await session.post(SAY, content=json.dumps(body), headers={"Content-Type": "application/json"})

    detail = next(d for d in refused.json()["detail"] if d["field"] == field)
    assert (refused.status_code, refused.json()["error"]) == (422, "invalid")
    assert reason in detail["reason"]
    assert rasa.asked == []


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b'{"text": "caf\xe9"}', 400, "bad_request"),
        (b"{", 400, "bad_request"),
        (b"[" * 70_000, 413, "too_large"),
        (b"[" * 60_000, 400, "bad_request"),
    ],
)
async def test_refuses_a_body_that_is_no_json_text(
    session: httpx.AsyncClient, content: bytes, status: int, error: str
) -> None:
    refused = await session.post(SAY, content=content, headers={"Content-Type": "application/json"})

    assert (refused.status_code, refused.json()["error"]) == (status, error)


async def test_slows_down_a_session_that_asks_too_often(config: GatewayConfig) -> None:
    async with gateway(replace(config, messages_per_session="2/day")) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        answers = [await client.post(SAY, json={"text": "hi"}, headers=headers) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 86400


@pytest.mark.parametrize("limits", [{"requests_per_session": "1/day"}, {"sessions_per_address": "1/day"}])
async def test_slows_down_whoever_asks_for_too_much(config: GatewayConfig, limits: dict[str, Any]) -> None:
    async with gateway(replace(config, **limits)) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        await client.get(SAY, headers={"Authorization": f"Bearer {token}"})
        again = (
            await client.get(SAY, headers={"Authorization": f"Bearer {token}"}),
            await client.post("/v1/chat/sessions", json=SESSION),
        )

    assert sorted(answer.json().get("error", "") for answer in again) == ["", "too_many_requests"]


async def test_ends_a_session_that_was_quiet_for_its_lifetime(config: GatewayConfig) -> None:
    async with gateway(replace(config, session_lifetime=timedelta(0))) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        refused = await client.post(SAY, json={"text": "hi"}, headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert "open a session" in refused.json()["message"]


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://test", 201), ("https://shop.example", 201), ("https://evil.example", 403), ("null", 403)],
)
async def test_lets_only_pages_of_the_shop_chat(client: httpx.AsyncClient, origin: str, status: int) -> None:
    answered = await client.post("/v1/chat/sessions", json=SESSION, headers={"Origin": origin})

    assert answered.status_code == status


async def test_says_that_the_log_is_not_available_when_the_database_fails(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    with connect(config.database_url).connect() as connection:
        connection.execute(text("DROP TABLE events"))
        connection.execute(text("DROP TABLE shown_attributes"))
        connection.commit()

    events = await session.post("/v1/chat/events", json={"events": [event()]})
    turn = await session.post(SAY, json={"text": "a mouse"})

    assert [(a.status_code, a.json()["error"]) for a in (events, turn)] == [(503, "part_down")] * 2
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_says_that_the_disk_is_full_and_loses_nothing_acknowledged(
    config: GatewayConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    most_pages = 400
    limits: list[Any] = []

    def small(url: str) -> Engine:
        """The database on a disk that takes no more than it has, and a little."""
        engine = connect(url)
        event_listen(engine, "connect", lambda connection, _: limits.append(connection))
        event_listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={most_pages}"))
        return engine

    monkeypatch.setattr("gateway.running.connect", small)
    acknowledged: list[str] = []
    async with gateway(config) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        for number in range(200):
            batch = [event(event_id=f"e{number}-{place}", attribute="x" * 200) for place in range(50)]
            answered = await client.post("/v1/chat/events", json={"events": batch})
            if answered.status_code != 202:
                break
            acknowledged += [one["event_id"] for one in batch]
        for _ in range(50):  # what is left may be enough for some
            turn = await client.post(SAY, json={"text": "a mouse" * 2000})
            if turn.status_code != 200:
                break

        assert [(a.status_code, a.json()["error"]) for a in (answered, turn)] == [(503, "part_down")] * 2
        assert "no room left: free space" in answered.json()["message"]
        assert {event_id for (event_id,) in rows(config, "SELECT event_id FROM events")} == set(acknowledged)
        for connection in limits:
            connection.execute("PRAGMA max_page_count=100000")
        again = await client.post("/v1/chat/events", json={"events": batch})

    assert again.json() == {"stored": 50, "repeated": 0, "kept_apart": 0}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"at": "0001-01-01T00:00:00+14:00"}, "at", "years 1 to 9999"),
        ({"at": "yesterday"}, "at", "2026-01-31T12:00:00Z"),
        ({"event_id": "a b"}, "event_id", "pattern"),
        ({"type": "dance"}, "type", "'product_click'"),
        ({"price": 1e999}, "price", "finite"),
        ({"value": {"min": 2, "max": 1}}, "value", "min must not be greater than max"),
        ({"value": [1]}, "value", "valid string"),
        ({"position": -1}, "position", "greater than or equal to 0"),
    ],
)
async def test_names_the_field_and_the_reason_of_a_bad_event_and_stores_the_others(
    session: httpx.AsyncClient, config: GatewayConfig, changes: dict[str, Any], field: str, reason: str
) -> None:
    body = json.dumps({"events": [event(event_id="fine"), event() | changes]})

    refused = await session.post("/v1/chat/events", content=body, headers={"Content-Type": "application/json"})

    details = refused.json()["detail"]
    assert (refused.status_code, [detail["field"] for detail in details]) == (422, [f"events.1.{field}"])
    assert reason in details[0]["reason"]
    assert rows(config, "SELECT event_id FROM events") == [("fine",)]
