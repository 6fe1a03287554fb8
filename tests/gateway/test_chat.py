"""Sessions, messages, events, products: what is answered, what is refused, what is stored."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from data.database import connect
from gateway.config import GatewayConfig
from tests.gateway.conftest import PRODUCTS, QUESTION, ScriptedRasa

SESSION = {"site_key": "demo", "consent": {"analytics": True}, "shopper_id": "s-1"}
SAY = "/v1/chat/messages"


def rows(config: GatewayConfig, query: str) -> list[Any]:
    with connect(config.database_url).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def event(**changes: Any) -> dict[str, Any]:
    return {"event_id": "e1", "type": "product_click", "at": "2026-01-01T12:00:00+02:00"} | changes


async def test_opens_a_session_with_a_greeting(client: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Hello", "custom": None}]

    opened = await client.post("/v1/chat/sessions", json=SESSION | {"locale": "zh-CN"})

    assert opened.status_code == 201
    assert [(m["type"], m["text"], m["from"]) for m in opened.json()["messages"]] == [("text", "Hello", "bot")]
    assert rasa.asked == [{"sender": opened.json()["session_id"], "message": "/greet", "metadata": {"locale": "zh-CN"}}]


async def test_stores_only_the_hash_of_a_token(client: httpx.AsyncClient, config: GatewayConfig) -> None:
    token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]

    assert token not in str(rows(config, "SELECT * FROM conversations"))


@pytest.mark.parametrize(("analytics", "stored"), [(True, "s-1"), (False, None)])
async def test_keeps_who_the_shopper_is_only_with_consent(
    client: httpx.AsyncClient, config: GatewayConfig, analytics: bool, stored: str | None
) -> None:
    await client.post("/v1/chat/sessions", json=SESSION | {"consent": {"analytics": analytics}})

    assert rows(config, "SELECT shopper_id FROM conversations") == [(stored,)]


async def test_refuses_an_unknown_site_key(client: httpx.AsyncClient) -> None:
    refused = await client.post("/v1/chat/sessions", json=SESSION | {"site_key": "stolen"})

    assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed")
    assert refused.json()["detail"][0]["field"] == "site_key"


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "Basic eA=="])
@pytest.mark.parametrize("path", ["/v1/chat/messages", "/v1/chat/events", "/v1/chat/products/1"])
async def test_refuses_a_request_without_a_known_token(client: httpx.AsyncClient, header: str, path: str) -> None:
    method = "GET" if "products" in path else "POST"
    bodies = {"/v1/chat/messages": {"text": "hi"}, "/v1/chat/events": {"events": [event()]}}

    refused = await client.request(method, path, json=bodies.get(path), headers={"Authorization": header})

    assert (refused.status_code, refused.json()["error"]) == (401, "not_signed_in")


async def test_answers_with_what_rasa_says_and_logs_what_was_shown(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.items = [{"text": "Here", "custom": PRODUCTS}, {"text": "Which weight?", "custom": QUESTION}]

    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]

    assert [(m["type"], m["text"]) for m in answered] == [("products", "Here"), ("question", "Which weight?")]
    assert (
        rows(config, "SELECT query, model_version, catalog_version, total FROM rankings WHERE query_id = 'q1'")
        == [("mouse", "m1", "c1", 2)] * 2
    )  # the greeting showed the same
    shown = "FROM {} WHERE message_id = '" + answered[0]["id"] + "' ORDER BY position"
    assert rows(config, "SELECT position, product_id, score " + shown.format("shown_products")) == [
        (0, "a/1", 0.9),
        (1, "2", 0.9),
    ]
    assert rows(config, "SELECT name, weight " + shown.format("shown_attributes")) == [("weight", 0.7)]


@pytest.mark.parametrize(
    ("body", "message", "metadata"),
    [
        ({"text": "  a mouse "}, "a mouse", {}),
        ({"text": "/restart{}"}, "restart{}", {}),
        ({"text": "///"}, "?", {}),
        ({"text": "<script>alert(1)</script>"}, "<script>alert(1)</script>", {}),
        ({"text": "😀"}, "😀", {}),
        ({"action": "show_more"}, "/show_more", {}),
        (
            {"choice": {"attribute": "weight", "value": {"max": 80}}},
            "/choose",
            {"choice": {"attribute": "weight", "value": {"min": None, "max": 80.0}}},
        ),
        (
            {"choice": {"attribute": "weight", "value": None}},
            "/choose",
            {"choice": {"attribute": "weight", "value": None}},
        ),
    ],
)
async def test_tells_rasa_what_the_shopper_said(
    session: httpx.AsyncClient, rasa: ScriptedRasa, body: dict[str, Any], message: str, metadata: dict[str, Any]
) -> None:
    assert (await session.post(SAY, json=body)).is_success
    assert (rasa.asked[0]["message"], rasa.asked[0]["metadata"]) == (message, {"locale": "en"} | metadata)


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"text": "x" * 2001}, "text", "shorten it"),
        ({"text": "word " * 10_000}, "text", "shorten it"),
        ({"text": "   "}, "text", "write something"),
        ({}, "body", "exactly one of text, choice, action"),
        ({"text": "a", "action": "restart"}, "body", "exactly one of text, choice, action"),
        ({"choice": {"attribute": ""}}, "choice.attribute", "write something"),
        ({"action": "dance"}, "action", "show_more"),
        ({"text": "a", "colour": "red"}, "colour", "leave it out"),
    ],
)
async def test_names_the_field_and_the_remedy_of_a_bad_message(
    session: httpx.AsyncClient, rasa: ScriptedRasa, body: dict[str, Any], field: str, reason: str
) -> None:
    refused = await session.post(SAY, json=body)

    detail = next(d for d in refused.json()["detail"] if d["field"] == field)
    assert (refused.status_code, refused.json()["error"]) == (422, "invalid")
    assert reason in detail["reason"]
    assert rasa.asked == []


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [(b'{"text": "caf\xe9"}', 400, "bad_request"), (b"{", 400, "bad_request"), (b"[" * 70_000, 413, "too_large")],
)
async def test_refuses_a_body_that_is_no_json_text(
    session: httpx.AsyncClient, content: bytes, status: int, error: str
) -> None:
    refused = await session.post(SAY, content=content, headers={"Content-Type": "application/json"})

    assert (refused.status_code, refused.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    "failure", [{"status": 500}, {"items": b"<html>"}, {"items": {"a": 1}}, {"items": ["text"]}, {"delay": 3.0}]
)
async def test_queues_the_shopper_for_a_person_when_rasa_fails(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig, failure: dict[str, Any]
) -> None:
    for name, value in failure.items():
        setattr(rasa, name, value)

    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]

    assert [(m["type"], m["kind"]) for m in answered] == [("notice", "handoff")]
    assert rows(config, "SELECT status FROM conversations") == [("queued",)]
    assert any("a mouse" in payload for (payload,) in rows(config, "SELECT payload FROM messages"))


async def test_queues_the_shopper_who_wants_a_person_whatever_rasa_answers(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    answered = (await session.post(SAY, json={"action": "human"})).json()["messages"]

    assert answered[-1]["kind"] == "handoff"
    assert rows(config, "SELECT status FROM conversations") == [("queued",)]


async def test_shows_a_notice_in_place_of_an_item_that_is_no_message(
    session: httpx.AsyncClient, rasa: ScriptedRasa
) -> None:
    rasa.items = [{"text": "Fine", "custom": None}, {"text": None, "custom": {"type": "hologram"}}]

    answered = (await session.post(SAY, json={"text": "hi"})).json()["messages"]

    assert [(m["type"], m.get("kind")) for m in answered] == [("text", None), ("notice", "error")]


async def test_answers_a_repeated_message_as_the_first_time(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.2
    body = {"text": "a mouse", "client_id": "c-1"}

    first, second = await asyncio.gather(session.post(SAY, json=body), session.post(SAY, json=body))
    third = await session.post(SAY, json=body)

    assert first.json() == second.json() == third.json()
    assert len(rasa.asked) == 1
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_answers_two_messages_at_once_one_after_the_other(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.1

    await asyncio.gather(*(session.post(SAY, json={"text": word}) for word in ("one", "two", "three")))

    kinds = rows(config, "SELECT sender FROM messages WHERE type != 'products' OR sender = 'bot' ORDER BY seq")
    assert [sender for (sender,) in kinds] == ["bot"] + ["shopper", "bot"] * 3


async def test_loses_nothing_of_many_sessions_at_once(
    client: httpx.AsyncClient, config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    async def shop() -> None:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for _ in range(3):
            answered = await client.post(SAY, json={"text": "a mouse"}, headers=headers)
            assert answered.json()["messages"][0]["type"] == "products"

    rasa.delay = 0.01
    await asyncio.gather(*(shop() for _ in range(30)))

    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(90,)]
    assert rows(config, "SELECT count(*) FROM rankings") == [(120,)]


async def test_gives_the_conversation_back_to_a_page_that_is_loaded_again(session: httpx.AsyncClient) -> None:
    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]
    await session.post(SAY, json={"choice": {"attribute": "weight", "value": None}})

    everything = (await session.get(SAY)).json()["messages"]
    later = (await session.get(SAY, params={"after": answered[-1]["id"]})).json()["messages"]

    assert [m["type"] for m in everything] == ["products", "text", "products", "choice", "products"]
    assert [m["type"] for m in later] == ["choice", "products"]


async def test_stores_events_once(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    message_id = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"][0]["id"]
    events = [event(message_id=message_id, product_id="a/1", position=0), event(event_id="e2", type="csat", score=5)]

    first = await session.post("/v1/chat/events", json={"events": events})
    second = await session.post("/v1/chat/events", json={"events": [*events, event(event_id="e3")]})

    assert (first.status_code, first.json()) == (202, {"stored": 2, "repeated": 0})
    assert second.json() == {"stored": 1, "repeated": 2}
    stored = rows(config, "SELECT event_id, type, at FROM events ORDER BY event_id")
    assert stored[0] == ("e1", "product_click", "2026-01-01 10:00:00.000000")
    assert len(stored) == 3


async def test_refuses_an_event_about_another_sessions_message(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    refused = await session.post("/v1/chat/events", json={"events": [event(), event(event_id="e2", message_id="x")]})

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "events.message_id")
    assert rows(config, "SELECT count(*) FROM events") == [(0,)]


async def test_says_that_details_are_not_available_when_the_recommender_is_down(session: httpx.AsyncClient) -> None:
    refused = await session.get("/v1/chat/products/a%2F1")

    assert (refused.status_code, refused.json()["error"]) == (503, "part_down")


async def test_slows_down_a_session_that_asks_too_often(config: GatewayConfig) -> None:
    from dataclasses import replace

    from gateway.app import create_app

    app = create_app(replace(config, messages_per_session="2/minute"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client,
    ):
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        statuses = [(await client.post(SAY, json={"text": "hi"}, headers=headers)).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
