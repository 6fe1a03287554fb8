"""Many open chats at a running gateway: what is lost or said twice, how long answers take, what memory they cost.

    python -m benchmarks.open_chats [--url http://127.0.0.1:8000] [--chats 500] [--rate 15] [--seconds 120] [--pid PID]

Every chat is a live WebSocket of a session of its own, and none is closed meanwhile. Messages go to chats at random, at
that rate in all (Poisson), one at a time in each chat. At the end each chat's history must have each of its messages
once, each with an answer, and the stream must have brought it once. `--pid` is the gateway, whose memory (RSS) is told
before, with all chats open, at half-time and at the end. From one address it needs generous limits: 10000 for
FLOORWALKER_SESSIONS_PER_MINUTE, …_MESSAGES_PER_MINUTE and …_ADDRESS_MESSAGES_PER_MINUTE, 600 for …_ADDRESS_CONNECTIONS.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
import uuid
from collections import Counter
from typing import Any

import httpx
import numpy as np
import psutil
from websockets.asyncio.client import ClientConnection, connect

SESSION = {"site_key": "demo", "consent": {"analytics": True}}
WORDS = ("wireless mouse under 50 euros", "office chair", "a laptop for travel", "headphones", "show me backpacks")
PATIENCE = 30.0
"""Seconds for an answer; after that it counts as lost."""


class Chat:
    """One shopper, their socket, and what they said and were answered."""

    def __init__(self, token: str, socket: ClientConnection) -> None:
        self._token = token
        self._socket = socket
        self._turn = asyncio.Lock()
        self._answered = asyncio.Event()
        self.said: list[str] = []
        self.heard: Counter[str] = Counter()
        self.seconds: list[float] = []
        self.lost = 0

    async def listen(self) -> None:
        """Notes what comes, until the socket is closed."""
        async for text in self._socket:
            frame = json.loads(text)
            if frame["type"] == "messages":
                self.heard.update(one["id"] for one in frame["messages"] if one["from"] == "bot")
                self._answered.set()

    async def say(self, words: str) -> None:
        """Says something and waits for the answer."""
        async with self._turn:
            client_id, began = uuid.uuid4().hex, time.perf_counter()
            self.said.append(client_id)
            self._answered.clear()
            await self._socket.send(json.dumps({"text": words, "client_id": client_id}))
            try:
                await asyncio.wait_for(self._answered.wait(), PATIENCE)
            except TimeoutError:
                self.lost += 1
            else:
                self.seconds.append(time.perf_counter() - began)

    async def wrong(self, http: httpx.AsyncClient) -> Counter[str]:
        """What of the history is not as it must be."""
        headers = {"Authorization": f"Bearer {self._token}"}
        history: list[dict[str, Any]] = (await http.get("/v1/chat/messages", headers=headers)).json()["messages"]
        own = Counter(one.get("client_id") for one in history if one["from"] == "shopper")
        answers = [one["id"] for one in history if one["from"] == "bot"]
        places = [place for place, one in enumerate(history) if one["from"] == "shopper"]
        after = [history[place + 1 : place + 2] for place in places]
        return Counter(
            lost=sum(own[one] == 0 for one in self.said) + self.lost,
            doubled=sum(own[one] > 1 for one in self.said) + sum(times > 1 for times in self.heard.values()),
            unanswered=sum(not one or one[0]["from"] != "bot" for one in after),
            unheard=len(set(answers[1:]) - set(self.heard)),  # the first greeted, before the stream
        )


async def measure(options: argparse.Namespace) -> None:
    """Opens the chats, lets them talk, prints."""
    process = psutil.Process(options.pid) if options.pid else None
    memory = {"before": rss(process)}
    stream = options.url.replace("http", "ws", 1) + "/v1/chat/stream"
    async with httpx.AsyncClient(base_url=options.url, timeout=60) as http:
        chats = [await opened(http, stream) for _ in range(options.chats)]
        listening = [asyncio.create_task(chat.listen()) for chat in chats]
        memory["open"] = rss(process)
        chance, talks, began = random.Random(7), [], time.monotonic()
        while (elapsed := time.monotonic() - began) < options.seconds:
            talks.append(asyncio.create_task(chance.choice(chats).say(chance.choice(WORDS))))
            if elapsed > options.seconds / 2:
                memory.setdefault("half-time", rss(process))
            await asyncio.sleep(chance.expovariate(options.rate))
        await asyncio.gather(*talks)
        memory["end"] = rss(process)
        await asyncio.sleep(1)
        wrong = sum([await chat.wrong(http) for chat in chats], Counter[str]())
        for task in listening:
            task.cancel()
    seconds = [one for chat in chats for one in chat.seconds]
    p50, p95, most = np.percentile(seconds, [50, 95, 100]) * 1000
    print(f"{options.chats} chats, {len(talks)} messages: p50 {p50:.0f}, p95 {p95:.0f}, most {most:.0f} ms")
    print("wrong: " + ", ".join(f"{name} {wrong[name]}" for name in ("lost", "doubled", "unanswered", "unheard")))
    if process:
        print("memory: " + ", ".join(f"{when} {mb:.0f} MB" for when, mb in memory.items()))


async def opened(http: httpx.AsyncClient, stream: str) -> Chat:
    """A chat with its live stream."""
    token = (await http.post("/v1/chat/sessions", json=SESSION)).raise_for_status().json()["token"]
    socket = await connect(stream, open_timeout=60)
    await socket.send(json.dumps({"token": token, "live": True}))
    while json.loads(await socket.recv())["type"] != "ready":
        pass
    return Chat(token, socket)


def rss(process: psutil.Process | None) -> float:
    """MB of a process that are in memory."""
    return process.memory_info().rss / 1e6 if process else 0.0


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--rate", type=float, default=15.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--pid", type=int)
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
