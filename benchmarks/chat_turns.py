#!/usr/bin/env python3
"""How long one whole chat turn takes, through gateway, Rasa, actions and recommender, and what the processes weigh.

Talks to a running assistant: short conversations of a request and three taps, then one long conversation whose first
and last turns are compared (the same kind of turn, so that only the length of the history differs).

    chat_turns.py [--url http://127.0.0.1:8000] [--requests FILE] [--conversations 30] [--long 100] [--json]

`--requests` is a text file with one request a line. Start the assistant with FLOORWALKER_MESSAGES_PER_MINUTE and
FLOORWALKER_SESSIONS_PER_MINUTE at 100000, or the limits for shoppers stop this one.
"""

from __future__ import annotations

import argparse
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


class Shopper:
    """One chat session; every turn's duration is kept, in milliseconds."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        body = {"site_key": "demo", "consent": {"analytics": False}}
        self._token = client.post("/v1/chat/sessions", json=body).raise_for_status().json()["token"]
        self.milliseconds: list[float] = []

    def turn(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Sends one message and returns the answers."""
        started = time.perf_counter()
        response = self._client.post(
            "/v1/chat/messages", json=body, headers={"Authorization": f"Bearer {self._token}"}
        ).raise_for_status()
        self.milliseconds.append(1000 * (time.perf_counter() - started))
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages

    def answer(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        """A tap on the first option of the question, or "show more" where nothing was asked."""
        for message in messages:
            if message["type"] == "question" and message["options"]:
                return {"choice": {"attribute": message["attribute"], "value": message["options"][0]["value"]}}
        return {"action": "show_more"}


def short_conversations(client: httpx.Client, requests: list[str], count: int) -> list[float]:
    """Milliseconds of every turn of `count` conversations of four turns."""
    turns: list[float] = []
    for number in range(count):
        shopper = Shopper(client)
        messages = shopper.turn({"text": requests[number % len(requests)]})
        for _ in range(3):
            messages = shopper.turn(shopper.answer(messages))
        turns += shopper.milliseconds
    return turns


def long_conversation(client: httpx.Client, requests: list[str], length: int) -> list[float]:
    """Milliseconds of `length` turns in one session, each a new request."""
    shopper = Shopper(client)
    for number in range(length):
        shopper.turn({"text": requests[number % len(requests)]})
    return shopper.milliseconds


def megabytes() -> dict[str, float]:
    """Proportional set size of the running processes of the assistant, by name (shared pages counted once)."""
    sizes: dict[str, float] = {}
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        name = "rasa" if "bot/serve.py" in line else line.split(" serve ")[-1] if "floorwalker serve" in line else None
        if name is None and line.endswith(" up") and "floorwalker" in line:
            name = "supervisor"
        if name:
            sizes[name] = sizes.get(name, 0) + process.memory_full_info().pss / 1e6
    return {name: round(size) for name, size in sizes.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--requests", type=Path)
    parser.add_argument("--conversations", type=int, default=30)
    parser.add_argument("--long", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    requests = options.requests.read_text(encoding="utf-8").splitlines() if options.requests else list(REQUESTS)

    with httpx.Client(base_url=options.url, timeout=60) as client:
        short_conversations(client, requests, 2)  # warm-up
        turns = sorted(short_conversations(client, requests, options.conversations))
        history = long_conversation(client, requests, options.long)
    # Medians over whole rounds of the same requests, so that one slow moment or request decides nothing.
    ends = len(requests)
    first, last = statistics.median(history[:ends]), statistics.median(history[-ends:])
    sizes = megabytes()
    result: dict[str, Any] = {
        "turns": len(turns),
        "turn_ms_p50": round(turns[len(turns) // 2], 1),
        "turn_ms_p95": round(turns[int(len(turns) * 0.95)], 1),
        f"turn_{options.long}_over_first": round(last / first, 2),
        "megabytes": sizes,
        "megabytes_total": sum(sizes.values()),
    }
    print(json.dumps(result) if options.json else "\n".join(f"{key:22} {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
