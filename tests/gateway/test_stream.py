"""The chat over a WebSocket."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

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
