#!/usr/bin/env python3
"""How `/v1/recommend` bears many shoppers: requests that arrive whether or not earlier ones are answered.

    python -m benchmarks.load [--url http://127.0.0.1:8001] [--rate 100] [--seconds 20] [--mix conversations]
        [--queries FILE …] [--pid PID] [--index INDEX_FOLDER [--query-model FILE]]

Mixes: `fresh`, every request another query that was never asked; `conversations`, one request in four begins a
conversation with such a query, and the others go on with one, by an answer to the last question; `repeats`, the same,
but queries are drawn as a shop's are, few of them often (Zipf). Arrivals are at random (Poisson), and a request's time
counts from when it was to be sent. `--pid` is the recommender, whose processor time is told; `--index` searches
the same queries with bm25s and with FAISS flat alone, before the load. Queries: CSV files with a column `query`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from benchmarks.alone import percentile, searches_alone
from benchmarks.recommend_latency import DETAILS, WORDS
from benchmarks.same_answers import queries_of

MIXES = ("fresh", "conversations", "repeats")
TURNS = 4
"""Requests of a conversation."""
CONNECTIONS = 64
MORE = (
    "with case",
    "2 pack",
    "large",
    "for kids",
    "set",
    "quality",
    "new",
    "wireless",
    "red",
    "long",
    "best",
    "simple",
)
Body = dict[str, Any]


@dataclass
class Sent:
    """One request and what became of it."""

    body: Body
    turn: int
    milliseconds: float = 0.0
    status: int = 0
    next_body: Body | None = None
    """The conversation's next request."""


@dataclass
class Shoppers:
    """Chooses what is asked next. Safe to share between threads."""

    mix: str
    queries: list[str]
    chance: random.Random
    waiting: list[tuple[Body, int]] = field(default_factory=list)
    begun: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> Sent:
        """The next request: of a conversation that waits for its next turn, or of a new one."""
        with self.guard:
            if self.mix != "fresh" and self.waiting and self.chance.random() < 1 - 1 / TURNS:
                body, turn = self.waiting.pop(self.chance.randrange(len(self.waiting)))
                return Sent(body, turn)
            self.begun += 1
            if self.mix == "repeats":
                shares = [1 / rank for rank in range(1, len(self.queries) + 1)]
                return Sent({"query": self.chance.choices(self.queries, shares)[0]}, 0)
            return Sent({"query": self.queries[(self.begun - 1) % len(self.queries)]}, 0)

    def answered(self, sent: Sent) -> None:
        """Lets the conversation of an answered request go on."""
        if sent.next_body is not None and sent.turn + 1 < TURNS:
            with self.guard:
                self.waiting.append((sent.next_body, sent.turn + 1))


class Service:
    """The recommender, one connection a thread."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self._own = threading.local()

    def send(self, sent: Sent, due: float) -> Sent:
        """Sends a request that was due at a time of `time.perf_counter`."""
        try:
            if not hasattr(self._own, "connection"):
                self._own.connection = http.client.HTTPConnection(self._address.netloc, timeout=30)
            connection: http.client.HTTPConnection = self._own.connection
            connection.request("POST", "/v1/recommend", json.dumps(sent.body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            sent.milliseconds, sent.status = 1000 * (time.perf_counter() - due), answer.status
            if sent.status == http.client.OK:
                sent.next_body = going_on(sent.body, json.loads(content))
        except OSError:
            sent.milliseconds = 1000 * (time.perf_counter() - due)
            del self._own.connection
        return sent


def going_on(body: Body, answer: Body) -> Body | None:
    """The next request of a conversation: with the first offered answer of the weightiest open attribute."""
    constraints = body.get("constraints", [])
    settled = {constraint["attribute"] for constraint in constraints}
    question = next((a for a in answer["attributes"] if a["name"] not in settled and a["values"]), None)
    if question is None:
        return None
    constraint = {"attribute": question["name"], "value": question["values"][0]["value"]}
    return {"query": body["query"], "constraints": [*constraints, constraint]}


def load(service: Service, shoppers: Shoppers, rate: float, seconds: float) -> list[Sent]:
    """Sends requests at a rate for a while, and waits for all answers."""
    results: list[Sent] = []

    def serve(due: float) -> None:
        sent = service.send(shoppers.next(), due)
        shoppers.answered(sent)
        results.append(sent)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        due = begun = time.perf_counter()
        while due < begun + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(serve, due)
            due += shoppers.chance.expovariate(rate)
    return results


def distinct(queries: list[str]) -> list[str]:
    """Queries that are all different, many times as many, in an order without pattern."""
    details = [*DETAILS, *MORE]
    many = [f"{detail} {query}".strip() for detail in details for query in queries]
    random.Random(5).shuffle(many)
    return list(dict.fromkeys(many))


def report(results: list[Sent], seconds: float, asked: int) -> Body:
    """What became of the requests."""
    good = [sent for sent in results if sent.status == http.client.OK]
    keys = [json.dumps(sent.body, sort_keys=True) for sent in results]
    figures: Body = {"requests": len(results), "failed": len(results) - len(good)}
    figures["answered a second"] = round(len(good) / seconds, 1)
    figures["conversations"] = asked
    figures["asked before, word for word"] = round(1 - len(set(keys)) / max(1, len(keys)), 3)
    figures["whose query was asked before"] = round(
        1 - len({s.body["query"] for s in results}) / max(1, len(results)), 3
    )
    parts = {"all": good, "fresh": [s for s in good if not s.turn], "turns": [s for s in good if s.turn]}
    for name, part in parts.items():
        if part:
            spent = [sent.milliseconds for sent in part]
            figures |= {f"{name} p{p} ms": round(percentile(spent, p), 1) for p in (50, 95, 99)}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--mix", choices=MIXES, default="conversations")
    parser.add_argument("--queries", type=Path, nargs="+", default=[])
    parser.add_argument("--offset", type=int, default=0, help="queries to leave out, that an earlier run asked")
    parser.add_argument("--pid", type=int, help="of the recommender, on this machine")
    parser.add_argument("--index", type=Path, help="folder of its index, to search with each search alone")
    parser.add_argument("--query-model", type=Path)
    options = parser.parse_args()
    some = queries_of(options.queries) or [f"{detail} {word}".strip() for word in WORDS for detail in DETAILS]
    queries = distinct(some)[options.offset :]
    if not queries:
        parser.exit(
            1, f"--offset {options.offset} leaves none of {len(distinct(some))} queries: choose a smaller one\n"
        )
    if options.index:
        for name, (clock, processor) in searches_alone(options.index, some, options.query_model).items():
            middle, late = percentile(clock, 50), percentile(clock, 95)
            print(f"{name:30} p50 {middle:.2f}, p95 {late:.2f} ms; processor {sum(processor) / len(processor):.2f} ms")
    service = Service(options.url)
    load(service, Shoppers("conversations", ["warm up", "warming"], random.Random(1)), 5, 2)
    before, own = (_used(options.pid) if options.pid else 0.0), time.process_time()
    shoppers = Shoppers(options.mix, queries, random.Random(7))
    begun = time.perf_counter()
    results = load(service, shoppers, options.rate, options.seconds)
    figures = report(results, time.perf_counter() - begun, shoppers.begun)
    if options.pid:
        figures["server ms of processor a request"] = round(1000 * (_used(options.pid) - before) / len(results), 2)
    figures["own ms of processor a request"] = round(1000 * (time.process_time() - own) / len(results), 2)
    print("\n".join(f"{name:34} {value}" for name, value in figures.items()))


def _used(pid: int) -> float:
    """Seconds of processor that a process and its children have used."""
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


if __name__ == "__main__":
    main()
