#!/usr/bin/env python3
"""What is lost when the gateway or the database is killed under load: counts acknowledged events and messages.

    crash_rounds.py [--rounds 20] [--json]

Each round is a gateway in a process of its own, with shoppers who send events, one by one and in batches, and messages.
After a random while `kill -9` ends it: in three rounds of four the gateway, on SQLite and on PostgreSQL in turn; in the
fourth PostgreSQL with all its processes, which the gateway outlives. What had been acknowledged by then (an event by
202, a message by its answer) must be in the database. A kill is no power failure: what the operating system was given
to write, it writes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import signal
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
from pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import select

from benchmarks.gateways import LISTED, gateway, opened, rasa
from data.conversations.tables import EventRow, MessageRow
from data.database import connect, upgrade

SHOPPERS = 4
KINDS = ("gateway, sqlite", "gateway, postgresql", "gateway, sqlite", "postgresql")
"""What is killed, round by round."""


@dataclass
class Acknowledged:
    """What the gateway said it has."""

    events: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


class Shopper:
    """Reports and talks until the connection breaks, or until it is told to stop."""

    def __init__(self, url: str, number: int, seen: Acknowledged) -> None:
        self._client = httpx.Client(base_url=url, timeout=10)
        self._list_id = opened(self._client)
        self._number = number
        self._seen = seen
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        count = 0
        with contextlib.suppress(httpx.TransportError):  # the gateway is gone
            while not self._stopped.is_set():
                count += 1
                if count % 5 == 0:
                    self._say(f"{self._number}-{count}")
                else:
                    self._report(f"{self._number}-{count}", 1 if count % 2 else 20)

    def _report(self, name: str, size: int) -> None:
        at = datetime.now(UTC).isoformat()
        events = [
            {"event_id": f"{name}-{place}", "type": "product_click", "at": at}
            | {"product_id": f"p{place % LISTED}", "message_id": self._list_id}
            for place in range(size)
        ]
        if self._client.post("/v1/chat/events", json={"events": events}).status_code == httpx.codes.ACCEPTED:
            self._seen.events += [event["event_id"] for event in events]

    def _say(self, name: str) -> None:
        answered = self._client.post("/v1/chat/messages", json={"text": name, "client_id": name})
        if answered.is_success:
            self._seen.messages.append(name)


def load(url: str, kill: Any, seconds: float) -> Acknowledged:
    """What was acknowledged by the time that something was killed."""
    seen = Acknowledged()
    shoppers = [Shopper(url, number, seen) for number in range(SHOPPERS)]
    for shopper in shoppers:
        shopper.start()
    time.sleep(seconds)
    kill()
    time.sleep(0.5)
    for shopper in shoppers:
        shopper.stop()
    return seen


def missing(url: str, seen: Acknowledged) -> dict[str, int]:
    """How much of what was acknowledged is not in the database."""
    engine = connect(url)
    with engine.connect() as connection:
        events = set(connection.execute(select(EventRow.event_id)).scalars())
        shoppers = select(MessageRow.client_id, MessageRow.id).where(MessageRow.client_id.is_not(None))
        said = {name: id for name, id in connection.execute(shoppers)}
        answered = set(connection.execute(select(MessageRow.reply_to)).scalars()) - {None}
    engine.dispose()
    return {
        "events": sum(id not in events for id in seen.events),
        "messages": sum(said.get(name) not in answered for name in seen.messages),
    }


def kill_postgresql(server: PostgresServer) -> None:
    """Ends the server and all its processes at once."""
    pid = server.get_pid()
    assert pid is not None
    postmaster = psutil.Process(pid)
    for process in (*postmaster.children(recursive=True), postmaster):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs([postmaster], timeout=10)


def play(kind: str, folder: Path, chance: random.Random) -> dict[str, int]:
    """One round; how much was acknowledged, and how much of it is missing."""
    data = folder / "postgresql"
    server = get_server(data) if "postgresql" in kind else None
    url = server.get_uri() if server else f"sqlite:///{folder / 'log.db'}"
    upgrade(url)
    with rasa() as rasa_url, gateway(url, rasa_url) as (process, address):
        kill = partial(kill_postgresql, server) if kind == "postgresql" and server else process.kill
        seen = load(address, kill, chance.uniform(0.5, 3.0))
    if kind == "postgresql" and server is not None:
        server._instances.pop(server.pgdata, None)  # or the dead one would be handed out
        server = get_server(data)
        url = server.get_uri()
    lost = missing(url, seen)
    if server is not None:
        server.cleanup()
    return {"events": len(seen.events), "messages": len(seen.messages)} | {f"{k} lost": v for k, v in lost.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    chance, rounds = random.Random(options.seed), list[dict[str, Any]]()
    for number in range(options.rounds):
        kind = KINDS[number % len(KINDS)]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            rounds.append({"killed": kind} | play(kind, Path(folder), chance))
        if not options.json:
            print(f"round {number + 1:2}: {rounds[-1]}", flush=True)
    total = {name: sum(one[name] for one in rounds) for name in ("events", "messages", "events lost", "messages lost")}
    print(json.dumps({"rounds": rounds, "total": total}) if options.json else f"all: {total}")


if __name__ == "__main__":
    main()
