"""What agents hear at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from data.agents.tables import AgentSessionRow
from data.conversations.log import now
from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.console import stream
from tests.gateway.conftest import SAY, SESSION, ScriptedRasa, event
from tests.gateway.console.conftest import PASSWORD, hire

STREAM = "/v1/agent/stream"


@contextmanager
def desk(config: GatewayConfig, name: str = "anna") -> Iterator[TestClient]:
    """The browser of an agent who is signed in."""
    hire(config, name)
    with TestClient(create_app(replace(config, secure_cookies=False))) as client:
        sign_in(client, name)
        yield client


def sign_in(client: TestClient, name: str) -> None:
    signed_in = client.post("/v1/agent/login", json={"name": name, "password": PASSWORD})
    client.headers["X-CSRF-Token"] = signed_in.json()["csrf"]


def chat(client: TestClient, words: str | None = None) -> tuple[str, dict[str, str]]:
    """A shopper's session, who says something: its id, and the headers of its calls."""
    opened = client.post("/v1/chat/sessions", json=SESSION).json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    if words:
        assert client.post(SAY, json={"text": words}, headers=headers).is_success
    return opened["session_id"], headers


def frames(socket: WebSocketTestSession, count: int) -> list[dict[str, Any]]:
    return [socket.receive_json() for _ in range(count)]


def test_hears_a_turn_as_it_happens_with_what_it_was_taken_to_do_and_no_personal_data(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    acts = [{"act": "search", "confidence": 0.9}]
    rasa.items[0]["custom"] = rasa.items[0]["custom"] | {"acts": acts}
    with desk(config) as client, client.websocket_connect(STREAM) as socket:
        assert socket.receive_json()["type"] == "ready"
        id, headers = chat(client)
        frames(socket, 1)

        answered = client.post(SAY, json={"text": "a mouse, write to ann@example.com"}, headers=headers).json()
        shoppers, again, bots = frames(socket, 3)
        shown = {"events": [event(message_id=answered["messages"][0]["id"])]}
        assert client.post("/v1/chat/events", json=shown, headers=headers).status_code == 202
        happened = socket.receive_json()

    assert {frame["conversation_id"] for frame in (shoppers, again, bots, happened)} == {id}
    assert shoppers["message"]["sender"] == "shopper"
    assert shoppers["message"]["message"]["text"] == "a mouse, write to •••"
    assert (again["message"]["id"], again["message"]["acts"]) == (shoppers["message"]["id"], acts)
    assert (bots["message"]["sender"], bots["message"]["weights"][0]["name"]) == ("bot", "weight")
    assert "acts" not in bots["message"]["message"]
    assert happened["type"] == "events"


def test_hears_that_somebody_waits_and_what_becomes_of_them(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    rasa.items = []
    with desk(config) as client:
        id, headers = chat(client)
        with client.websocket_connect(STREAM) as socket:
            client.post(SAY, json={"action": "human"}, headers=headers)
            waits = frames(socket, 6)
            assert client.post(f"/v1/agent/conversations/{id}/claim").is_success
            served = frames(socket, 3)

    assert [frame["type"] for frame in waits] == ["ready", "message", "message", "message", "status", "queue"]
    assert waits[4]["status"] == "queued"
    assert [frame["type"] for frame in served] == ["message", "status", "queue"]
    assert (served[1]["status"], served[1]["agent"], served[1]["conversation"]["agent"]) == ("agent", "Anna", "Anna")


def test_the_shopper_hears_who_came_what_they_say_and_that_they_type(config: GatewayConfig) -> None:
    with desk(config) as client:
        id, headers = chat(client, "a mouse")
        with (
            client.websocket_connect(STREAM) as agents,
            client.websocket_connect("/v1/chat/stream") as shoppers,
        ):
            shoppers.send_json({"token": headers["Authorization"].split()[1], "live": True})
            shoppers.receive_json()
            agents.send_json({"type": "typing", "conversation_id": id})  # not theirs yet
            client.post(f"/v1/agent/conversations/{id}/claim")
            came = frames(shoppers, 2)
            agents.receive_json()
            said = {"text": "Hello, I am Anna", "client_id": "c1"}
            for _ in range(2):
                assert client.post(f"/v1/agent/conversations/{id}/messages", json=said).is_success
            hello = shoppers.receive_json()
            client.post(f"/v1/agent/conversations/{id}/return")
            left = frames(shoppers, 2)

    assert [frame["type"] for frame in came] == ["messages", "status"]
    assert (came[1]["status"], came[1]["agent"]) == ("agent", "Anna")
    assert [(one["from"], one["agent"], one["text"]) for one in hello["messages"]] == [
        ("agent", "Anna", "Hello, I am Anna")
    ]
    assert (left[0]["messages"][0]["type"], left[1]["status"]) == ("notice", "bot")


def test_passes_on_that_an_agent_types_where_they_serve(config: GatewayConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "TYPING_SECONDS", 0.0)
    with desk(config) as client:
        (served, headers), (other, _) = chat(client), chat(client)
        client.post(f"/v1/agent/conversations/{served}/claim")
        with (
            client.websocket_connect(STREAM) as agents,
            client.websocket_connect("/v1/chat/stream") as shoppers,
        ):
            shoppers.send_json({"token": headers["Authorization"].split()[1], "live": True})
            assert shoppers.receive_json() == {"type": "ready", "status": "agent"}
            agents.send_text("not JSON")
            for id in (other, served):
                agents.send_json({"type": "typing", "conversation_id": id})

            assert shoppers.receive_json() == {"type": "typing", "from": "agent", "agent": "Anna"}
            assert [frame["conversation_id"] for frame in frames(agents, 2)] == [None, served]


def test_says_why_it_takes_nobody_who_is_not_signed_in(config: GatewayConfig) -> None:
    with (
        TestClient(create_app(config)) as client,
        client.websocket_connect(STREAM) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_json()

    assert (closed.value.code, "sign in" in closed.value.reason) == (1008, True)


def test_takes_no_stream_from_a_page_of_somebody_else(config: GatewayConfig) -> None:
    with desk(config) as client:
        for origin in ("https://shop.example", "https://evil.example"):
            with pytest.raises(WebSocketDisconnect), client.websocket_connect(STREAM, headers={"Origin": origin}):
                pass
        with client.websocket_connect(STREAM, headers={"Origin": "http://testserver"}) as socket:
            assert socket.receive_json()["type"] == "ready"


def test_ends_at_once_when_the_agent_signs_out(config: GatewayConfig) -> None:
    with desk(config) as client, client.websocket_connect(STREAM) as socket:
        socket.receive_json()

        client.post("/v1/agent/logout")

        with pytest.raises(WebSocketDisconnect) as closed:
            frames(socket, 3)
    assert closed.value.code == 1008


def test_ends_when_the_session_is_over(config: GatewayConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHECK_SECONDS", 0.05)
    with desk(config) as client, client.websocket_connect(STREAM) as socket:
        socket.receive_json()

        engine = connect(config.database_url)
        with engine.begin() as connection:
            connection.execute(update(AgentSessionRow).values(expires_at=now()))
        engine.dispose()

        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert (closed.value.code, "sign in" in closed.value.reason) == (1008, True)
