"""How soon agents see what shoppers say: 50 live conversations and 10 agents who listen, at one gateway.

    python -m benchmarks.console [--conversations 50] [--agents 10] [--rounds 20] [--pause 2] [--served]

Every shopper says something every `pause` seconds or so, over HTTP, and is answered with a list by what stands in for
Rasa (`benchmarks.gateways`). Measured, for each message at each agent: from just before the shopper's request to the
agent's frame with it, and to the frame with the assistant's answer. With `--served` agents serve all of them: measured
is instead from the end of a turn to the frame with the draft that stands in for the answer. Driver, gateway and Rasa
share the machine's cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np
from websockets.asyncio.client import connect

from benchmarks.gateways import SESSION, gateway, rasa
from data.agents import accounts, passwords
from data.conversations.log import now
from data.database import connect as database
from data.database import upgrade

PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("conversations", 50), ("agents", 10), ("rounds", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two messages of a shopper")
    parser.add_argument("--served", action="store_true", help="agents serve: measure drafts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, rasa() as rasa_url:
        url = f"sqlite:///{Path(folder) / 'shop.db'}"
        upgrade(url)
        hire(url, options.agents)
        with gateway(url, rasa_url) as (_, base):
            asyncio.run(Shop(base).measure(options))


def hire(url: str, count: int) -> None:
    """Adds so many agents, all with PASSWORD."""
    engine, hashed = database(url), passwords.hash_of(PASSWORD)
    for number in range(count):
        name = f"agent{number}"
        accounts.add(engine, name=name, display=name, role="agent", locale="en", password_hash=hashed, at=now())
    engine.dispose()


class Shop:
    """Shoppers and agents of the gateway at `base`, and what they saw when."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._said: dict[tuple[str, str], float] = {}
        self._seen: list[float] = []
        self._answered: list[float] = []
        self._frames: Counter[str] = Counter()
        self._asked_at: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._drafts: list[float] = []

    async def measure(self, options: argparse.Namespace) -> None:
        """Opens all, lets them talk, prints."""
        async with httpx.AsyncClient(base_url=self._base, timeout=30) as http:
            cookies = [await self._sign_in(f"agent{number}") for number in range(options.agents)]
            ready = [asyncio.Event() for _ in cookies]
            agents = [asyncio.create_task(self._listen(*both)) for both in zip(cookies, ready, strict=True)]
            await asyncio.gather(*(one.wait() for one in ready))
            opened = [(await http.post("/v1/chat/sessions", json=SESSION)).json() for _ in range(options.conversations)]
            if options.served:
                await self._claim([one["session_id"] for one in opened])
            began = time.perf_counter()
            talks = (self._talk(http, one, options) for one in opened)
            turns = [seconds for part in await asyncio.gather(*talks) for seconds in part]
            took = time.perf_counter() - began
            await asyncio.sleep(1)
            for task in agents:
                task.cancel()
        expected = len(self._said) * options.agents
        assert len(self._seen) == expected, f"{len(self._seen)} of {expected} messages were seen"
        print(f"{options.conversations} conversations, {options.agents} agents, {len(turns) / took:.1f} turns a second")
        print(f"frames: {dict(self._frames)}")
        report("shopper's turn over HTTP", turns)
        report("shopper's message at an agent", self._seen)
        if options.served:
            report("draft at an agent, after the turn", self._drafts)
        else:
            report("assistant's answer at an agent", self._answered)

    async def _claim(self, ids: Sequence[str]) -> None:
        async with httpx.AsyncClient(base_url=self._base, timeout=30) as browser:
            known = await browser.post("/v1/agent/login", json={"name": "agent0", "password": PASSWORD})
            for id in ids:
                proof = {"X-CSRF-Token": known.json()["csrf"]}
                (await browser.post(f"/v1/agent/conversations/{id}/claim", headers=proof)).raise_for_status()

    async def _sign_in(self, name: str) -> str:
        async with httpx.AsyncClient(base_url=self._base) as browser:
            (await browser.post("/v1/agent/login", json={"name": name, "password": PASSWORD})).raise_for_status()
            return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())

    async def _listen(self, cookies: str, ready: asyncio.Event) -> None:
        stream = self._base.replace("http", "ws", 1) + "/v1/agent/stream"
        async with connect(stream, additional_headers={"Cookie": cookies}) as socket:
            known: set[str] = set()
            async for text in socket:
                at, frame = time.perf_counter(), json.loads(text)
                self._frames[frame["type"]] += 1
                if frame["type"] == "ready":
                    ready.set()
                elif frame["type"] == "message":
                    self._note(frame, known, at)
                elif frame["type"] == "suggestion" and frame["suggestion"]:
                    # One that is there before the shopper's request is answered took no time after the turn.
                    self._drafts.append(max(0.0, at - self._ended.get(frame["conversation_id"], at)))

    def _note(self, frame: dict[str, dict[str, dict[str, str]]], known: set[str], at: float) -> None:
        message, conversation = frame["message"]["message"], str(frame["conversation_id"])
        if message["from"] == "shopper":
            said_at = self._said[conversation, message["text"]]
            if message["id"] not in known:
                self._seen.append(at - said_at)
            known.add(message["id"])
            self._asked_at[conversation] = said_at
        elif conversation in self._asked_at:
            self._answered.append(at - self._asked_at[conversation])

    async def _talk(
        self, http: httpx.AsyncClient, opened: dict[str, str], options: argparse.Namespace
    ) -> Sequence[float]:
        headers, turns = {"Authorization": f"Bearer {opened['token']}"}, []
        await asyncio.sleep(random.random() * options.pause)
        for number in range(options.rounds):
            words = f"mouse number {number}"
            self._ended.pop(opened["session_id"], None)
            self._said[opened["session_id"], words] = began = time.perf_counter()
            (await http.post("/v1/chat/messages", json={"text": words}, headers=headers)).raise_for_status()
            self._ended[opened["session_id"]] = time.perf_counter()
            turns.append(self._ended[opened["session_id"]] - began)
            await asyncio.sleep(random.uniform(0.5, 1.5) * options.pause)
        return turns


def report(name: str, seconds: Sequence[float]) -> None:
    """Prints the quantiles of some times."""
    middle, high, most = (1000 * float(one) for one in (*np.quantile(seconds, [0.5, 0.95]), max(seconds)))
    print(f"{name}: p50 {middle:.0f} ms, p95 {high:.0f} ms, most {most:.0f} ms ({len(seconds)})")


if __name__ == "__main__":
    main()
