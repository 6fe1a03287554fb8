#!/usr/bin/env python3
"""How long `/v1/recommend` takes: fresh queries, whole conversations, and several shoppers at once.

Talks to a running recommender. A fresh query pays for the language model and the search; a conversation repeats its
query with one more answer at every turn.

    recommend_latency.py [--url http://127.0.0.1:8001] [--queries FILE] [--turns 4] [--at-once 4] [--json]

`--queries` is a text file with one query a line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx

WORDS = (
    "wireless mouse",
    "laptop",
    "headphones",
    "usb cable",
    "backpack",
    "printer",
    "monitor",
    "keyboard",
    "desk lamp",
)
DETAILS = ("", "black", "light", "for travel", "cheap", "for the office", "with warranty", "small", "professional")


async def conversation(http: httpx.AsyncClient, query: str, turns: int) -> list[float]:
    """Milliseconds of each turn: the query, then the first offered answer of the weightiest open attribute."""
    constraints: list[dict[str, Any]] = []
    spent = []
    for _ in range(turns):
        started = time.perf_counter()
        body = {"query": query, "constraints": constraints}
        answer = (await http.post("/v1/recommend", json=body)).raise_for_status().json()
        spent.append(1000 * (time.perf_counter() - started))
        settled = {constraint["attribute"] for constraint in constraints}
        questions = [a for a in answer["attributes"] if a["name"] not in settled and a["values"]]
        if not questions:
            break
        constraints.append({"attribute": questions[0]["name"], "value": questions[0]["values"][0]["value"]})
    return spent


async def measure(url: str, queries: list[str], turns: int, at_once: int) -> dict[str, Any]:
    """Conversations one after the other, then `at_once` at a time with queries that were not asked before."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        await conversation(http, "warm up", 2)
        alone = [await conversation(http, query, turns) for query in queries]
        others = [f"{query} please" for query in queries]
        together: list[float] = []
        for start in range(0, len(others), at_once):
            group = [conversation(http, query, turns) for query in others[start : start + at_once]]
            together += [spent for turns_spent in await asyncio.gather(*group) for spent in turns_spent]
    return {
        "queries": len(queries),
        **percentiles("fresh", [spent[0] for spent in alone]),
        **percentiles("turn", [one for spent in alone for one in spent]),
        **percentiles(f"{at_once}_at_once", together),
    }


def percentiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    """The middle and the 95th of a hundred."""
    ordered = sorted(milliseconds)
    return {f"{name}_ms_p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)], 1) for p in (50, 95)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    queries = (
        options.queries.read_text(encoding="utf-8").splitlines()
        if options.queries
        else [f"{detail} {word}".strip() for word in WORDS for detail in DETAILS]
    )
    result = asyncio.run(measure(options.url, queries, options.turns, options.at_once))
    print(json.dumps(result) if options.json else "\n".join(f"{key:22} {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
