"""Shoppers end their session, or delete their conversation; sessions end by themselves."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from data.privacy.places import Places
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, gateway, rows

END, DELETE = ("POST", "/v1/chat/session/end"), ("DELETE", "/v1/chat/session")


@pytest.mark.parametrize("how", [END, DELETE])
async def test_its_token_is_dead_at_every_gateway(
    session: httpx.AsyncClient, config: GatewayConfig, how: tuple[str, str]
) -> None:
    token = session.headers["Authorization"]

    ended = await session.request(*how)

    assert (ended.status_code, ended.content) == (204, b"")
    async with gateway(config) as other:
        for client in (session, other):
            refused = await client.get(SAY, headers={"Authorization": token})
            assert (refused.status_code, refused.json()["error"]) == (401, "not_signed_in")
    assert (await session.request(*how)).status_code == 401


async def test_ended_the_log_keeps_it_and_deleted_nothing_does(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    await session.post(SAY, json={"text": "a mouse"})
    await session.request(*END)
    assert rows(config, "SELECT status, count(*) FROM conversations GROUP BY status") == [("closed", 1)]

    opened = (await session.post("/v1/chat/sessions", json=SESSION)).json()
    own = {"Authorization": f"Bearer {opened['token']}"}
    await session.post(SAY, json={"text": "write to anna@example.com"}, headers=own)
    assert rows(config, "SELECT count(*) FROM secrets") == [(1,)]
    await session.request(*DELETE, headers=own)

    assert rows(config, "SELECT status, count(*) FROM conversations GROUP BY status") == [("closed", 1)]
    assert rows(config, "SELECT count(*) FROM secrets") == [(0,)]
    left = rows(config, f"SELECT count(*) FROM messages WHERE conversation_id = '{opened['session_id']}'")
    assert left == [(0,)]


async def test_a_page_of_elsewhere_ends_and_deletes_nothing(session: httpx.AsyncClient) -> None:
    for how in (END, DELETE):
        assert (await session.request(*how, headers={"Origin": "https://evil.example"})).status_code == 403
    assert (await session.get(SAY)).is_success


async def test_the_shops_page_may_ask_for_it(client: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "DELETE"}
    allowed = await client.options(DELETE[1], headers=asked)
    assert (allowed.status_code, "DELETE" in allowed.headers["access-control-allow-methods"]) == (200, True)


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("how", [END, DELETE])
def test_what_listens_is_let_go(config: GatewayConfig, how: tuple[str, str], live: bool) -> None:
    with TestClient(create_app(config)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        token = client.post("/v1/chat/sessions", json=SESSION).json()["token"]
        socket.send_json({"token": token, "live": live})
        assert socket.receive_json()["type"] == "ready"

        client.request(*how, headers={"Authorization": f"Bearer {token}"})

        assert socket.receive_json()["error"] == "not_signed_in"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 1008


def test_a_stream_ends_with_the_longest_life_of_a_session(config: GatewayConfig) -> None:
    short = replace(config, longest_session=timedelta(seconds=2))
    with TestClient(create_app(short)) as client, client.websocket_connect("/v1/chat/stream") as socket:
        socket.send_json({"token": client.post("/v1/chat/sessions", json=SESSION).json()["token"], "live": True})
        frames = [socket.receive_json() for _ in range(2)]
    assert [one["type"] for one in frames] == ["ready", "error"]


async def test_a_session_has_a_longest_life(config: GatewayConfig) -> None:
    async with gateway(replace(config, longest_session=timedelta(0))) as client:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        refused = await client.get(SAY, headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 401


async def test_what_was_left_of_a_deletion_is_swept_at_the_next_start(
    config: GatewayConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(tmp_path / "home", f"sqlite:///{tmp_path / 'home/bot/conversations.db'}")
    at_home = replace(config, places=places)
    async with gateway(at_home) as client:
        opened = (await client.post("/v1/chat/sessions", json=SESSION)).json()
        await client.request(*DELETE, headers={"Authorization": f"Bearer {opened['token']}"})
    (pending,) = places.erasing.glob("deleted-*.json")
    assert json.loads(pending.read_text()) == {"conversation": opened["session_id"]}
    (places.home / "logs").mkdir()
    (places.home / "logs/gateway.log").write_text(f"in {opened['session_id']}")

    monkeypatch.setattr("gateway.deletions.PAUSE", 0.0)
    async with gateway(at_home) as client:
        async with asyncio.timeout(30):
            while await asyncio.to_thread(pending.exists):
                await client.get("/health")

    assert opened["session_id"] not in (places.home / "logs/gateway.log").read_text()
