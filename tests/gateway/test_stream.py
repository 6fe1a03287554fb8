"""The chat over a WebSocket."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.live.frames import tell_said, tell_status
from gateway.live.hub import CONVERSATIONS, Hub
from tests.gateway.conftest import SESSION


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
    app = create_app(replace(config, messages_per_session="1/day"))
    with TestClient(app) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.send_json({"text": "hi"})
        socket.send_json({"text": "hi"})

        assert [socket.receive_json()["type"] for _ in range(4)] == ["ready", "typing", "messages", "error"]


def publish(client: TestClient, tell: Callable[[Hub], None]) -> None:
    """Tells the hub of the running gateway something, in its own thread."""
    assert client.portal is not None
    client.portal.call(tell, cast(FastAPI, client.app).state.services.hub)


def test_a_live_stream_hears_others_and_gets_an_answer_once(config: GatewayConfig) -> None:
    hello = {"id": "a1", "type": "text", "text": "Hello", "from": "agent", "at": "2026-01-01T00:00:00Z"}
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        opened = client.post("/v1/chat/sessions", json=SESSION).json()
        socket.send_json({"token": opened["token"], "live": True})
        assert socket.receive_json() == {"type": "ready", "status": "bot"}

        socket.send_json({"text": "a mouse"})
        answered = [socket.receive_json() for _ in range(2)]
        publish(client, lambda hub: tell_said(hub, opened["session_id"], [hello | {"agent": "Anna"}]))
        publish(client, lambda hub: tell_said(hub, "another", [hello]))
        publish(client, lambda hub: tell_status(hub, opened["session_id"], "bot"))
        heard = [socket.receive_json() for _ in range(2)]

    assert [frame["type"] for frame in answered] == ["typing", "messages"]
    assert [(one["id"], one["from"], one["agent"]) for one in heard[0]["messages"]] == [("a1", "agent", "Anna")]
    assert heard[1] == {"type": "status", "status": "bot", "agent": None}


def test_a_stream_that_did_not_ask_hears_its_answers_alone(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        opened = client.post("/v1/chat/sessions", json=SESSION).json()
        socket.send_json({"token": opened["token"]})
        socket.receive_json()

        publish(client, lambda hub: tell_status(hub, opened["session_id"], "agent", agent="Anna"))
        socket.send_json({"action": "restart"})

        assert socket.receive_json() == {"type": "typing"}


def test_tells_that_the_shopper_types_once_a_second_at_most(config: GatewayConfig) -> None:
    async def frames_of(hub: Hub) -> list[Any]:
        async with hub.subscribed([CONVERSATIONS]) as heard:
            ready.set()
            return [await anext(heard) for _ in range(2)]

    ready = threading.Event()
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        opened = client.post("/v1/chat/sessions", json=SESSION).json()
        socket.send_json({"token": opened["token"], "live": True})
        socket.receive_json()
        assert client.portal is not None
        hub = cast(FastAPI, client.app).state.services.hub
        heard = client.portal.start_task_soon(frames_of, hub)
        ready.wait()

        for _ in range(3):
            socket.send_json({"type": "typing"})
        socket.send_json({"text": "a mouse"})

        frames = heard.result()

    assert [frame["type"] for frame in frames] == ["typing", "said"]
    assert (frames[0]["from"], frames[0]["conversation_id"]) == ("shopper", opened["session_id"])


def test_closes_a_stream_whose_frames_are_refused_again_and_again(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.receive_json()

        for _ in range(30):
            socket.send_text("[]")
        refused = []
        while (frame := socket.receive())["type"] == "websocket.send":
            refused.append(frame)

    assert (len(refused), frame["code"]) == (21, 1008)


def test_closes_a_stream_that_floods(config: GatewayConfig) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": open_session(client)})
        socket.receive_json()

        for _ in range(300):
            socket.send_json({"type": "typing"})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()

    assert closed.value.code == 1008


def test_guesses_over_streams_end_and_a_neighbour_connects(config: GatewayConfig) -> None:
    app = create_app(replace(config, refusals_per_address="3/minute"))
    with TestClient(app) as client:
        token = open_session(client)

        def first_answer(guess: str) -> dict[str, Any]:
            with client.websocket_connect("/v1/chat/stream") as socket:
                socket.send_json({"token": guess})
                answer: dict[str, Any] = socket.receive_json()
                return answer

        assert first_answer(token) == {"type": "ready"}
        assert [first_answer("guessed")["error"] for _ in range(4)] == ["not_signed_in"] * 4
        assert first_answer("guessed")["error"] == "too_many_requests"
        assert first_answer(token) == {"type": "ready"}


@pytest.mark.parametrize("limit", ["streams_per_address", "streams_per_session"])
def test_so_many_streams_are_open_and_no_more(config: GatewayConfig, limit: str) -> None:
    limits: dict[str, Any] = {limit: 2}
    with TestClient(create_app(replace(config, **limits))) as client, ExitStack() as opened:
        token = open_session(client)
        for _ in range(2):
            socket = opened.enter_context(client.websocket_connect("/v1/chat/stream"))
            socket.send_json({"token": token})
            assert socket.receive_json() == {"type": "ready"}

        if limit == "streams_per_address":
            with pytest.raises(WebSocketDenialResponse) as denied, client.websocket_connect("/v1/chat/stream"):
                raise AssertionError("it was taken")
            assert (denied.value.status_code, denied.value.json()["error"]) == (429, "too_many_requests")
        else:
            with client.websocket_connect("/v1/chat/stream") as socket:
                socket.send_json({"token": token})
                assert socket.receive_json()["error"] == "too_many_requests"
