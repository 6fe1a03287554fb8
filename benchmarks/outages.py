#!/usr/bin/env python3
"""What shoppers notice when a process of a running assistant is killed, or hangs, while they talk.

    python -m benchmarks.outages --home HOME [--url http://127.0.0.1:8000] [--rounds 10] [--rate 15] [--shoppers 60]
        [--seconds 40] [--processes gateway,actions,recommender,rasa] [--hang] [--json]

The assistant is one that `floorwalker up` runs on the demo catalog, with HOME as its folder, an SQLite database in it,
and generous limits (FLOORWALKER_MESSAGES_PER_MINUTE and …_SESSIONS_PER_MINUTE 10000). Shoppers say something and report
an event, at that rate in all; one who gets no answer, or a notice that there is none yet, tries again with the same
ids, as the widget does. Each round ends one process with `kill -9` (`--hang`: SIGSTOP) after a few seconds, and goes on
until all is ready and quiet. Told are the seconds from the kill to the first right answer to something said after it
(p50 and worst of the rounds), the longest wait of any shopper, and what went wrong: messages lost, doubled or without
an answer at the end, acknowledged events that are not in the database, and conversations that were passed to a person
though nobody asked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import statistics
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import select

from data.conversations.tables import ConversationRow, EventRow, MessageRow
from data.database import connect

PROCESSES = ("gateway", "actions", "recommender", "rasa")
WORDS = ("wireless mouse under 50 euros", "office chair", "a laptop for travel", "headphones", "show me backpacks")
BEFORE = 4.0
"""Seconds of talk before the kill."""
GIVES_UP = 120.0
"""Seconds after which a shopper tries no more."""


@dataclass
class Said:
    """A message: when it was said and rightly answered, by the monotonic clock."""

    conversation: str
    client_id: str
    at: float
    answered_at: float | None = None


@dataclass
class Seen:
    """What shoppers said, and which events were acknowledged."""

    said: list[Said] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    conversations: list[str] = field(default_factory=list)


class Shopper:
    """One who says something every so many seconds."""

    def __init__(self, client: httpx.AsyncClient, seen: Seen, pause: float, first: float) -> None:
        self._client = client
        self._seen = seen
        self._pause = pause
        self._first = first
        self._headers: dict[str, str] = {}
        self._id = ""

    async def run(self, until: float) -> None:
        """Talks until that time, and until all is answered."""
        body = {"site_key": "demo", "consent": {"analytics": True}}
        opened = (await self._client.post("/v1/chat/sessions", json=body)).raise_for_status().json()
        self._id, self._headers = opened["session_id"], {"Authorization": f"Bearer {opened['token']}"}
        self._seen.conversations.append(self._id)
        due = time.monotonic() + self._first
        number = 0
        while due < until:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.gather(self._say(WORDS[number % len(WORDS)]), self._report())
            due, number = max(due + self._pause, time.monotonic()), number + 1

    async def _say(self, words: str) -> None:
        one = Said(self._id, uuid.uuid4().hex, time.monotonic())
        self._seen.said.append(one)
        while one.answered_at is None and time.monotonic() - one.at < GIVES_UP:
            answer = await self._posted("/v1/chat/messages", {"text": words, "client_id": one.client_id})
            if answer is not None and any(message["type"] == "products" for message in answer["messages"]):
                one.answered_at = time.monotonic()
            else:
                await asyncio.sleep(0.6)

    async def _report(self) -> None:
        event = {"event_id": uuid.uuid4().hex, "type": "csat", "score": 5, "at": datetime.now(UTC).isoformat()}
        begun = time.monotonic()
        while time.monotonic() - begun < GIVES_UP:
            if await self._posted("/v1/chat/events", {"events": [event]}) is not None:
                self._seen.events.append(str(event["event_id"]))
                return
            await asyncio.sleep(0.6)

    async def _posted(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        try:
            answer = await self._client.post(path, json=body, headers=self._headers)
        except httpx.HTTPError:
            return None
        found: dict[str, Any] | None = answer.json() if answer.is_success else None
        return found


def serving(home: Path, url: str, name: str) -> psutil.Process:
    """The process of this name that listens for the assistant, not one that waits beside it."""
    ports = {"gateway": httpx.URL(url).port or 80}
    found = [one for one in psutil.process_iter(["cmdline", "environ"]) if _is_ours(one, home, name)]
    for one in found:
        if any(c.status == psutil.CONN_LISTEN for c in one.net_connections("tcp")):
            return one
    raise SystemExit(f"no {name} of {home} listens (the gateway: at {ports['gateway']}); is the assistant running?")


def _is_ours(process: psutil.Process, home: Path, name: str) -> bool:
    try:
        line, environment = process.cmdline(), process.environ()
    except psutil.Error:
        return False
    mark = "serve.py" if name == "rasa" else "floorwalker.processes.serving"
    is_it = any(part.endswith(mark) for part in line) and (name == "rasa" or line[-1] == name)
    return is_it and Path(environment.get("FLOORWALKER_HOME", "")).resolve() == home.resolve()


async def play(arguments: argparse.Namespace, name: str) -> dict[str, Any]:
    """One round; what came of it."""
    seen = Seen()
    limits = httpx.Limits(max_connections=arguments.shoppers * 2)
    async with httpx.AsyncClient(base_url=arguments.url, timeout=20, limits=limits, trust_env=False) as client:
        pause = arguments.shoppers / arguments.rate
        shoppers = [
            Shopper(client, seen, pause, pause * number / arguments.shoppers) for number in range(arguments.shoppers)
        ]
        until = time.monotonic() + arguments.seconds
        talking = [asyncio.create_task(shopper.run(until)) for shopper in shoppers]
        await asyncio.sleep(BEFORE)
        serving(arguments.home, arguments.url, name).send_signal(signal.SIGSTOP if arguments.hang else signal.SIGKILL)
        killed_at = time.monotonic()
        await asyncio.gather(*talking)
        await _is_ready(client)
    after = [one.answered_at - killed_at for one in seen.said if one.answered_at is not None and one.at >= killed_at]
    waits = [one.answered_at - one.at for one in seen.said if one.answered_at is not None]
    return {
        "process": name,
        "right_again": min(after, default=None),
        "longest_wait": max(waits, default=None),
        "messages": len(seen.said),
        "events": len(seen.events),
        **_wrong(arguments, seen),
    }


async def _is_ready(client: httpx.AsyncClient) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < GIVES_UP:
        try:
            if (await client.get("/ready")).is_success:
                break
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.5)
    await asyncio.sleep(3.0)  # what was left is answered


def _wrong(arguments: argparse.Namespace, seen: Seen) -> dict[str, int]:
    """What went wrong, by the database."""
    engine = connect(f"sqlite:///{arguments.home / 'floorwalker.db'}")
    with engine.connect() as connection:
        of = MessageRow.conversation_id.in_(seen.conversations)
        rows = connection.execute(select(MessageRow).where(of).with_only_columns(*MessageRow.__table__.columns)).all()
        events = set(connection.execute(select(EventRow.event_id)).scalars())
        served = select(ConversationRow.status).where(ConversationRow.id.in_(seen.conversations))
        status = list(connection.execute(served).scalars())
    engine.dispose()
    ids = {row.client_id: row.id for row in rows if row.client_id}
    lists = [row.reply_to for row in rows if row.type == "products"]
    shoppers = sum(row.sender == "shopper" for row in rows)
    return {
        "lost": sum(one.client_id not in ids for one in seen.said),
        "doubled": shoppers - len(ids) + len(lists) - len(set(lists)),
        "unanswered": sum(ids.get(one.client_id) not in lists for one in seen.said),
        "events_lost": sum(id not in events for id in seen.events),
        "handed_off": sum(one != "bot" for one in status),
        "told_of_outage": sum(row.type == "notice" for row in rows),
    }


def summary(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Of all rounds of one process."""
    again = [one["right_again"] for one in rounds if one["right_again"] is not None]
    counts = ("messages", "events", "lost", "doubled", "unanswered", "events_lost", "handed_off", "told_of_outage")
    return {
        "rounds": len(rounds),
        "right_again_p50": round(statistics.median(again), 2) if again else None,
        "right_again_worst": round(max(again), 2) if again else None,
        "longest_wait": round(max(one["longest_wait"] or 0.0 for one in rounds), 2),
        **{name: sum(one[name] for one in rounds) for name in counts},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--rate", type=float, default=15.0)
    parser.add_argument("--shoppers", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--processes", default=",".join(PROCESSES))
    parser.add_argument("--hang", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = {}
    for name in arguments.processes.split(","):
        rounds = []
        for number in range(arguments.rounds):
            rounds.append(asyncio.run(play(arguments, name)))
            if not arguments.json:
                print(f"{name} {number + 1}/{arguments.rounds}: {rounds[-1]}", flush=True)
        found[name] = summary(rounds)
    print(json.dumps(found) if arguments.json else "\n".join(f"{name}: {one}" for name, one in found.items()))


if __name__ == "__main__":
    main()
