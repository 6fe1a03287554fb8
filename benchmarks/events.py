#!/usr/bin/env python3
"""How many events a second a gateway acknowledges: over HTTP, and what its log alone can do; on both databases.

    events.py [--seconds 5] [--clients 8] [--json]

Every event is a click on a product of a list, which the log joins. Over HTTP, a gateway of its own process is sent
batches of 1, 10 and 100 events by clients that each wait for the answer; what stands in for Rasa, the clients and
PostgreSQL have the same cores. `log` is `ConversationLog` alone, one event a transaction, eight at once: on SQLite with
`synchronous` NORMAL, as the gateway has it, and FULL, which waits for the disk at each commit. `computing` is how many
events a second of the gateway's own processor time handled: unlike durations, other work hardly changes it.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
from pgserver.postgres_server import get_server
from sqlalchemy import Engine
from sqlalchemy import event as sqlalchemy_event

from benchmarks.gateways import LISTED, gateway, opened, rasa
from data.conversations.log import ConversationLog, NewMessage, new_id, now
from data.database import connect, upgrade

BATCHES = (1, 10, 100)
_NUMBERS = itertools.count()


def click(message_id: str, at: Any) -> dict[str, Any]:
    """A click on a product of a list."""
    number = next(_NUMBERS)
    where = {"message_id": message_id, "product_id": f"p{number % LISTED}", "position": number % LISTED}
    return {"event_id": f"e{number}", "type": "product_click", "at": at} | where


def over_http(database_url: str, batch: int, clients: int, seconds: float) -> tuple[float, float]:
    """Acknowledged events a second of a gateway, and a second of its processor."""
    counts = [0] * clients
    with rasa() as rasa_url, gateway(database_url, rasa_url) as (process, url):
        sessions = []
        for _ in range(clients):
            with httpx.Client(base_url=url) as client:
                list_id = opened(client)
                sessions.append((client.headers["Authorization"], list_id))

        def send(place: int, until: float) -> None:
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
            token, list_id = sessions[place]
            headers = {"Authorization": token, "Content-Type": "application/json"}
            while time.perf_counter() < until:
                at = datetime.now(UTC).isoformat()
                body = json.dumps({"events": [click(list_id, at) for _ in range(batch)]})
                connection.request("POST", "/v1/chat/events", body, headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == http.client.ACCEPTED, answer.status
                counts[place] += batch

        used = psutil.Process(process.pid).cpu_times
        began, before = time.perf_counter(), sum(used()[:2])
        threads = [threading.Thread(target=send, args=(n, began + seconds)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        return sum(counts) / spent, sum(counts) / (sum(used()[:2]) - before)


async def of_the_log(engine: Engine, seconds: float, at_once: int = 8) -> float:
    """Events a second that the log stores, one a transaction."""
    log, count = ConversationLog(engine), 0

    async def shopper() -> None:
        nonlocal count
        one = await log.open(token_hash=new_id(), site_key="demo", shopper_id="s", locale="en", analytics=True)
        listing = _list()
        await log.add_answers(conversation_id=one.id, reply_to=None, messages=[listing])
        while time.perf_counter() < until:
            stored = await log.add_events(conversation_id=one.id, events=[click(listing.id, now())])
            count += stored.stored

    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(shopper() for _ in range(at_once)))
    spent = time.perf_counter() - began
    log.close()
    return count / spent


def _list() -> NewMessage:
    products = [{"id": f"p{place}", "score": 0.5, "matched": [], "missed": []} for place in range(LISTED)]
    shown: dict[str, Any] = {"id": new_id(), "from": "bot", "type": "products", "products": products, "total": 9}
    shown |= {"query": "mouse", "constraints": [], "attributes": [], "query_id": "q"}
    return NewMessage(shown | {"model_version": "m", "catalog_version": "c"}, now())


def _full(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=FULL")


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The URLs of an empty database of each kind."""
    with tempfile.TemporaryDirectory() as name:
        server = get_server(Path(name) / "postgresql", cleanup_mode="delete")
        urls = {"sqlite": f"sqlite:///{Path(name) / 'log.db'}", "postgresql": server.get_uri()}
        for url in urls.values():
            upgrade(url)
        yield urls
        server.cleanup()


def measure(seconds: float, clients: int) -> dict[str, float]:
    """Events a second, by what was measured."""
    found: dict[str, float] = {}
    with databases() as urls:
        for name, url in urls.items():
            for batch in BATCHES:
                rate, computing = over_http(url, batch, clients, seconds)
                found[f"{name}, over HTTP, batches of {batch}"] = rate
                found[f"{name}, over HTTP, batches of {batch}, computing"] = computing
            found[f"{name}, log"] = asyncio.run(of_the_log(connect(url), seconds))
        engine = connect(urls["sqlite"])
        sqlalchemy_event.listen(engine, "connect", _full)
        found["sqlite, log, synchronous=FULL"] = asyncio.run(of_the_log(engine, seconds))
    return {what: round(rate, 1) for what, rate in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    found = measure(options.seconds, options.clients)
    print(json.dumps(found) if options.json else "\n".join(f"{rate:10.1f}  {what}" for what, rate in found.items()))


if __name__ == "__main__":
    main()
