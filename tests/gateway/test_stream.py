"""The chat over a WebSocket."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig


def open_session(client: TestClient) -> str:
    opened = client.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": False}})
    token: str = opened.json()["token"]
    return token


def test_answers_a_message_with_typing_and_the_answer(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        assert socket.receive_json() == {"type": "ready"}

        socket.send_json({"text": "a mouse"})

        assert socket.receive_json() == {"type": "typing"}
        answer: dict[str, Any] = socket.receive_json()
        assert (answer["type"], answer["messages"][0]["type"]) == ("messages", "products")


def test_names_the_field_of_a_bad_message_and_stays_open(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.receive_json()

        socket.send_json({"text": ""})
        refused = socket.receive_json()
        socket.send_json({"action": "restart"})

        assert (refused["error"], refused["detail"][0]["field"]) == ("invalid", "text")
        assert socket.receive_json() == {"type": "typing"}


@pytest.mark.parametrize("first", ['{"token": "wrong"}', '{"text": "hi"}', "not JSON"])
def test_closes_when_the_first_frame_is_no_known_token(config: GatewayConfig, first: str) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_text(first)

        assert socket.receive_json()["error"] == "not_signed_in"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 1008


def test_takes_a_binary_frame_like_a_text_frame(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)}, mode="binary")

        assert socket.receive_json() == {"type": "ready"}


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (b"{", "bad_request"),
        (b'{"text": "caf\xe9"}', "bad_request"),
        (b"[" * 10_000, "bad_request"),
        (b"", "bad_request"),
        (b"[1]", "invalid"),
        (b'{"text": "' + b"x" * 70_000 + b'"}', "too_large"),
    ],
)
def test_refuses_a_strange_frame_and_stays_open(config: GatewayConfig, frame: bytes, error: str) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.receive_json()

        socket.send_bytes(frame)
        assert (socket.receive_json()["error"]) == error

        socket.send_json({"text": "hi"})
        assert socket.receive_json() == {"type": "typing"}


def test_closes_when_no_token_comes(config: GatewayConfig) -> None:
    app = create_app(replace(config, sign_in_timeout=0.05))
    with TestClient(app) as client, client.websocket_connect("/v1/chat/stream") as socket:
        assert "waiting for the token" in socket.receive_json()["message"]
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_closes_when_the_conversation_was_deleted(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.receive_json()
        with connect(config.database_url).begin() as connection:
            connection.execute(text("DELETE FROM conversations"))

        socket.send_json({"text": "hi"})

        assert socket.receive_json()["error"] == "not_signed_in"


def test_takes_no_stream_from_a_page_that_may_not_chat(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client:
        for origin, allowed in (("http://testserver", True), ("https://evil.example", False)):
            try:
                with client.websocket_connect("/v1/chat/stream", headers={"Origin": origin}):
                    taken = True
            except WebSocketDisconnect:
                taken = False
            assert taken is allowed


def test_slows_down_a_stream_that_asks_too_often(config: GatewayConfig) -> None:
    app = create_app(replace(config, messages_per_session="1/minute"))
    with TestClient(app) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.send_json({"text": "hi"})
        socket.send_json({"text": "hi"})

        assert [socket.receive_json()["type"] for _ in range(4)] == ["ready", "typing", "messages", "error"]
