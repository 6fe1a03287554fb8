"""Gateways that are killed while an agent and a shopper talk, and two gateways over one Redis: over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, rows
from tests.gateway.console.conftest import hire, sign_in

PROGRAM = """
import sys, uvicorn
from gateway.app import create_app
from gateway.config import GatewayConfig
database, rasa, redis, port = sys.argv[1:]
config = GatewayConfig(database, rasa, "http://127.0.0.1:9", redis_url=redis, requests_per_session="99999/minute")
uvicorn.run(create_app(config), port=int(port), log_level="info")
"""


@contextlib.contextmanager
def gateway_process(config: GatewayConfig, redis: str = "", port: int = 0) -> Iterator[tuple[Any, str]]:
    """A gateway in a process of its own, and its base URL; killed at the end if it still runs."""
    command = [sys.executable, "-c", PROGRAM, config.database_url, config.rasa_url, redis, str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            yield process, next(line.split()[-5] for line in process.stderr if "running on" in line)
        finally:
            process.kill()


class Shopper:
    """A browser with an open session that listens as the SDK does: it connects again, and reads what it missed."""

    def __init__(self, url: str, token: str, after: str) -> None:
        self._url, self.token, self._after = url, token, after
        self.heard: dict[str, str] = {}
        self.is_listening = asyncio.Event()
        self._news = asyncio.Event()

    async def has_heard(self, count: int) -> None:
        """Returns when the shopper heard so many messages of agents."""
        while len(self.heard) < count:
            self._news.clear()
            await self._news.wait()

    async def listen(self) -> None:
        while True:
            with contextlib.suppress(OSError, WebSocketException, httpx.HTTPError):
                async with connect(self._url.replace("http", "ws", 1) + "/v1/chat/stream") as socket:
                    await socket.send(json.dumps({"token": self.token, "live": True}))
                    async for text in socket:
                        await self._take(json.loads(text))
            self.is_listening.clear()
            await asyncio.sleep(0.1)

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "ready":
            await self._catch_up()
            self.is_listening.set()
        elif frame["type"] == "messages":
            self._hear(frame["messages"])

    async def _catch_up(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(base_url=self._url, headers=headers) as http:
            messages = (await http.get(SAY, params={"after": self._after})).raise_for_status().json()["messages"]
        self._hear(messages)
        self._after = messages[-1]["id"] if messages else self._after

    def _hear(self, messages: list[dict[str, Any]]) -> None:
        self.heard |= {one["id"]: one["text"] for one in messages if one["from"] == "agent" and one["type"] == "text"}
        self._news.set()


@contextlib.asynccontextmanager
async def listening(url: str) -> AsyncIterator[tuple[Shopper, str]]:
    """A shopper who listens, and the id of the conversation."""
    async with httpx.AsyncClient(base_url=url) as http:
        opened = (await http.post("/v1/chat/sessions", json=SESSION)).json()
    shopper = Shopper(url, opened["token"], opened["messages"][-1]["id"])
    task = asyncio.create_task(shopper.listen())
    try:
        await shopper.is_listening.wait()
        yield shopper, opened["session_id"]
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def said(agent: httpx.AsyncClient, conversation: str, words: str) -> None:
    """Says it as the console does: again, with the same id, until it is answered."""
    while True:
        with contextlib.suppress(httpx.TransportError):
            body = {"text": words, "client_id": words}
            answer = await agent.post(f"/v1/agent/conversations/{conversation}/messages", json=body)
            assert answer.is_success, answer.text
            return
        await asyncio.sleep(0.05)


@pytest.mark.slow
async def test_nothing_is_lost_or_doubled_when_the_gateway_is_killed_and_started_again(config: GatewayConfig) -> None:
    hire(config, "anna")
    words = [f"words-{number}" for number in range(12)]
    with contextlib.ExitStack() as gateways:
        process, url = gateways.enter_context(gateway_process(config))
        port = int(url.rpartition(":")[2])
        async with listening(url) as (shopper, id), httpx.AsyncClient(base_url=url) as anna:
            assert (await sign_in(anna, "anna")).is_success
            assert (await anna.post(f"/v1/agent/conversations/{id}/claim")).is_success
            for number, one in enumerate(words):
                if number in (4, 8):
                    process.kill()
                    saying = asyncio.create_task(said(anna, id, one))
                    again = gateway_process(config, port=port)
                    process, _ = await asyncio.to_thread(gateways.enter_context, again)
                    await saying
                else:
                    await said(anna, id, one)
            await shopper.has_heard(len(words))

    assert sorted(shopper.heard.values()) == sorted(words)
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'agent' AND type = 'text'") == [(len(words),)]


@pytest.mark.slow
async def test_a_shopper_hears_an_agent_at_another_gateway(config: GatewayConfig, redis_url: str) -> None:
    hire(config, "anna")
    with gateway_process(config, redis_url) as (_, one), gateway_process(config, redis_url) as (_, other):
        async with listening(one) as (shopper, id), httpx.AsyncClient(base_url=other) as anna:
            assert (await sign_in(anna, "anna")).is_success
            assert (await anna.post(f"/v1/agent/conversations/{id}/claim")).is_success
            await said(anna, id, "hello")
            await shopper.has_heard(1)

            cookies = "; ".join(f"{name}={value}" for name, value in anna.cookies.items())
            stream = other.replace("http", "ws", 1) + "/v1/agent/stream"
            async with connect(stream, additional_headers={"Cookie": cookies}) as socket:
                assert json.loads(await socket.recv())["type"] == "ready"
                headers = {"Authorization": f"Bearer {shopper.token}"}
                async with httpx.AsyncClient(base_url=one, headers=headers) as http:
                    assert (await http.post(SAY, json={"text": "thanks"})).json() == {"messages": []}
                heard = json.loads(await socket.recv())

    assert list(shopper.heard.values()) == ["hello"]
    assert heard["message"]["message"]["text"] == "thanks"
