#!/usr/bin/env python3
"""How long one whole chat turn takes, through gateway, Rasa, actions and recommender, and what the processes weigh.

Talks to a running assistant: short conversations of a request and three taps, then one long conversation whose first
and last turns are compared (the same kind of turn, so that only the length of the history differs).

    chat_turns.py [--url http://127.0.0.1:8000] [--requests FILE] [--conversations 30] [--long 100] [--json]
    chat_turns.py --shoppers 40 --rate 25 [--seconds 30] …

With `--shoppers`, so many are in conversations at once, and turns are due at a fixed rate, whether or not those before
are answered (an open loop): each is taken by a shopper who is not waiting, and its time counts from when it was due.
`computing` is what each process computed for a turn: unlike durations, other work on the machine hardly changes it.

`--requests` is a text file with one request a line. Start the assistant with FLOORWALKER_MESSAGES_PER_MINUTE,
FLOORWALKER_ADDRESS_MESSAGES_PER_MINUTE and FLOORWALKER_SESSIONS_PER_MINUTE at 100000, or the limits for shoppers stop
this one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

REQUESTS = (
    "I need a wireless mouse",
    "laptop under 900",
    "black headphones",
    "a keyboard for my office",
    "a light backpack",
    "usb cable 2 m",
)
TURNS = 4
"""A request and three answers."""


class Shopper:
    """One chat session; every turn's duration is kept, in milliseconds."""

    def __init__(self, client: httpx.AsyncClient, requests: list[str], number: int = 0) -> None:
        self._client = client
        self._requests = requests
        self._turns = number
        self._token = ""
        self._messages: list[dict[str, Any]] = []
        self.milliseconds: list[float] = []

    async def greet(self) -> None:
        """Opens the session."""
        body = {"site_key": "demo", "consent": {"analytics": False}}
        opened = (await self._client.post("/v1/chat/sessions", json=body)).raise_for_status()
        self._token = opened.json()["token"]

    async def turn(self, body: dict[str, Any]) -> None:
        """Sends one message and keeps the answers."""
        started = time.perf_counter()
        headers = {"Authorization": f"Bearer {self._token}"}
        response = (await self._client.post("/v1/chat/messages", json=body, headers=headers)).raise_for_status()
        self.milliseconds.append(1000 * (time.perf_counter() - started))
        self._messages = response.json()["messages"]

    async def next_turn(self) -> None:
        """A request, then three answers to what is asked, then the next request."""
        number, place = divmod(self._turns, TURNS)
        self._turns += 1
        await self.turn(self._answer() if place else {"text": self._requests[number % len(self._requests)]})

    def _answer(self) -> dict[str, Any]:
        """A tap on the first option of the question, or "show more" where nothing was asked."""
        for message in self._messages:
            if message["type"] == "question" and message["options"]:
                return {"choice": {"attribute": message["attribute"], "value": message["options"][0]["value"]}}
        return {"action": "show_more"}


async def short_conversations(client: httpx.AsyncClient, requests: list[str], count: int) -> list[float]:
    """Milliseconds of every turn of `count` conversations of four turns."""
    turns: list[float] = []
    for number in range(count):
        shopper = Shopper(client, requests, TURNS * number)
        await shopper.greet()
        for _ in range(TURNS):
            await shopper.next_turn()
        turns += shopper.milliseconds
    return turns


async def long_conversation(client: httpx.AsyncClient, requests: list[str], length: int) -> list[float]:
    """Milliseconds of `length` turns in one session, each a new request."""
    shopper = Shopper(client, requests)
    await shopper.greet()
    for number in range(length):
        await shopper.turn({"text": requests[number % len(requests)]})
    return shopper.milliseconds


class Crowd:
    """Many shoppers at once, whose turns are due at a fixed rate."""

    def __init__(self, client: httpx.AsyncClient, requests: list[str], count: int) -> None:
        self._shoppers = [Shopper(client, requests, TURNS * number) for number in range(count)]
        self._free: asyncio.Queue[Shopper] = asyncio.Queue()
        self.milliseconds: list[float] = []
        self.failures: list[str] = []

    async def talk(self, rate: float, seconds: float) -> float:
        """Turns for so long; returns how many a second were answered."""
        for shopper in self._shoppers:
            await shopper.greet()
            self._free.put_nowait(shopper)
        began = time.perf_counter()
        turns = []
        for number in range(round(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            turns.append(asyncio.create_task(self._turn(due)))
        await asyncio.gather(*turns)
        return len(self.milliseconds) / (time.perf_counter() - began)

    async def _turn(self, due: float) -> None:
        shopper = await self._free.get()
        try:
            await shopper.next_turn()
            self.milliseconds.append(1000 * (time.perf_counter() - due))
        except httpx.HTTPError as error:
            self.failures.append(repr(error))
        finally:
            self._free.put_nowait(shopper)


def processes(url: str) -> dict[str, psutil.Process]:
    """The processes of the assistant behind the URL, by name: its gateway's parent and that one's children."""
    port = httpx.URL(url).port
    listening = [c.pid for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == port and not c.raddr]
    supervisor = psutil.Process(listening[0]).parent() if listening else None
    found: dict[str, psutil.Process] = {}
    for process in [supervisor, *supervisor.children()] if supervisor else []:
        line = " ".join(process.cmdline())
        name = "rasa" if "bot/serve.py" in line else line.split(" serve ")[-1] if "floorwalker serve" in line else None
        if name is None and line.endswith(" up") and "floorwalker" in line:
            name = "supervisor"
        if name:
            found[name] = process
    return found


def megabytes(running: dict[str, psutil.Process]) -> dict[str, int]:
    """Proportional set size of each process (shared pages counted once)."""
    return {name: round(process.memory_full_info().pss / 1e6) for name, process in running.items()}


def computed(running: dict[str, psutil.Process]) -> dict[str, float]:
    """Seconds that each process computed so far."""
    return {name: sum(process.cpu_times()[:2]) for name, process in running.items()}


def percentiles(turns: list[float]) -> dict[str, Any]:
    """How many turns there were, and how long they took."""
    turns = sorted(turns)
    at = {f"turn_ms_p{share}": round(turns[int(len(turns) * share / 100)], 1) for share in (50, 95, 99)}
    return {"turns": len(turns), **at, "turn_ms_most": round(turns[-1], 1)}


async def measure(options: argparse.Namespace, running: dict[str, psutil.Process]) -> dict[str, Any]:
    """The figures of one shopper at a time, or of many at once."""
    requests = options.requests.read_text(encoding="utf-8").splitlines() if options.requests else list(REQUESTS)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=options.shoppers or 1)
    async with httpx.AsyncClient(base_url=options.url, timeout=60, limits=limits) as client:
        await short_conversations(client, requests, 2)  # warm-up
        before = computed(running)
        result: dict[str, Any] = {}
        if options.shoppers:
            crowd = Crowd(client, requests, options.shoppers)
            result["turns_a_second"] = round(await crowd.talk(options.rate, options.seconds), 1)
            turns = crowd.milliseconds
            result["failures"] = len(crowd.failures)
        else:
            turns = await short_conversations(client, requests, options.conversations)
        spent = {name: 1000 * (seconds - before[name]) / len(turns) for name, seconds in computed(running).items()}
        result = {**percentiles(turns), **result, "computing": {name: round(ms, 1) for name, ms in spent.items()}}
        if not options.shoppers:
            history = await long_conversation(client, requests, options.long)
            # Medians over whole rounds of the same requests, so that one slow moment or request decides nothing.
            ends = len(requests)
            first, last = statistics.median(history[:ends]), statistics.median(history[-ends:])
            result[f"turn_{options.long}_over_first"] = round(last / first, 2)
    sizes = megabytes(running)
    return result | {"megabytes": sizes, "megabytes_total": sum(sizes.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--requests", type=Path)
    parser.add_argument("--conversations", type=int, default=30)
    parser.add_argument("--long", type=int, default=100)
    parser.add_argument("--shoppers", type=int, default=0, help="how many at once")
    parser.add_argument("--rate", type=float, default=25.0, help="turns a second of all of them together")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = asyncio.run(measure(options, processes(options.url)))
    print(json.dumps(result) if options.json else "\n".join(f"{key:22} {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
