#!/usr/bin/env python3
"""Our Rasa server beside a stock one, on the same model, message by message in turn.

rasa_messages.py --model assistant.tar.gz --vocabulary vocabulary.json [--conversations 3] [--messages 200]
                 [--answer products|text] [--json]

Stock is `rasa run` with its REST channel and in-memory conversations, ours is bot/serve.py with SQLite; both with one
TensorFlow thread, and the same action server, which answers at once: as a search does (`products`: thirteen slots, five
cards, a question), or with a slot and a line (`text`). Every message is sent to both, first to the one and then to the
other in turn, so that both meet the same machine; each is answered by one action. Both link the catalog's words.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import uvicorn
from fastapi import FastAPI, Response

from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT

CHANNELS = {"ours": "/webhooks/floorwalker/webhook", "stock": "/webhooks/rest/webhook"}
SAID = "I need a laptop", "thank you very much"
STOCK = """import sys
from pathlib import Path
from bot.components import outside
outside.vocabulary = Path(sys.argv.pop(1))
from rasa.__main__ import main
main()
"""
"""`rasa`, told where the words of the catalog are: nothing else of it is ours."""
PATIENCE = 120.0
PAUSE = 250.0
"""Milliseconds from which a message counts as a pause."""
CARD = {
    "id": "product-1",
    "title": "A wireless mouse with a scroll wheel",
    "price": 20.0,
    "currency": "EUR",
    "score": 0.9,
    "attributes": {f"attribute_{number}": "a value" for number in range(12)},
    "matched": ["connectivity"],
    "missed": [],
}
STATE = {"query": "mouse", "constraints": [], "declined": [], "product_types": ["Mouse"], "preferences": []}
SLOTS = STATE | {"asked": "colour", "offset": 5.0, "earlier": [STATE] * 4, "threads": None, "offer": None}
SLOTS |= {"shown": ["product-1"] * 5, "focus": None, "misses": None}
PRODUCTS = {
    "type": "products",
    "products": [CARD] * 5,
    "total": 12,
    "query_id": "q",
    "attributes": [{"name": "a"}] * 12,
}
QUESTION = {"type": "question", "options": [{"value": f"value {n}", "label": "a value", "count": n} for n in range(8)]}
ANSWERS: dict[str, dict[str, Any]] = {
    "text": {
        "events": [{"event": "slot", "name": "query", "value": "laptop", "timestamp": None}],
        "responses": [{"text": "Here is what fits best."}],
    },
    "products": {
        "events": [{"event": "slot", "name": name, "value": value, "timestamp": None} for name, value in SLOTS.items()],
        "responses": [
            {"response": "utter_products", "total": 12, "count": 5, "custom": PRODUCTS},
            {"response": "utter_ask_categorical", "label": "colour", "custom": QUESTION},
        ],
    },
}


class Server:
    """One of the two servers, and how long it took and computed for each message."""

    def __init__(self, name: str, command: list[str], port: int, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{port}{CHANNELS[name]}"
        self.conversations: list[list[float]] = []
        self._log = folder / f"{name}.log"
        one_thread = {"TF_INTER_OP_PARALLELISM_THREADS": "1", "TF_INTRA_OP_PARALLELISM_THREADS": "1"}
        environment = os.environ | QUIET | one_thread | {"PYTHONPATH": str(ROOT)}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)

    def wait(self) -> None:
        """Returns once it answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.post(self.url, json={"sender": "warm", "message": SAID[0]}, timeout=30).json():
                    return
            except (httpx.HTTPError, ValueError):
                time.sleep(1)
        sys.exit(f"{self.url} did not start:\n{self._log.read_text(encoding='utf-8', errors='replace')[-2000:]}")

    def say(self, http: httpx.Client, sender: str, message: str) -> float:
        """Milliseconds of one message."""
        began = time.perf_counter()
        answer = http.post(self.url, json={"sender": sender, "message": message}).raise_for_status().json()
        spent = 1000 * (time.perf_counter() - began)
        if not answer:
            sys.exit(f"{self.url} answered nothing to {message!r}")
        return spent

    def cpu(self) -> float:
        """Seconds computed so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--conversations", type=int, default=3)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--answer", choices=sorted(ANSWERS), default="products")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, actions(options.answer) as url:
        with servers(options.model.resolve(), options.vocabulary.resolve(), Path(folder), url) as pair:
            figures = measure(pair, options.conversations, options.messages)
        figures = report({name: server.conversations for name, server in pair.items()}, options.messages) | figures
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:44} {value}\n" for name, value in figures.items())


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def actions(answer: str) -> Iterator[str]:
    """The base URL of an action server that always answers the same."""
    app = FastAPI()
    body = json.dumps(ANSWERS[answer])

    @app.post("/webhook")
    async def run() -> Response:
        return Response(body, media_type="application/json")

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def servers(model: Path, vocabulary: Path, folder: Path, actions_url: str) -> Iterator[dict[str, Server]]:
    """Both servers, once they answer."""
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text("rest:\n", encoding="utf-8")
    endpoints.write_text(f"action_endpoint:\n  url: {actions_url}/webhook\n", encoding="utf-8")
    ports = {"ours": free_port(), "stock": free_port()}
    common = ["--model", str(model), "--port"]
    serve = [str(RASA_PYTHON), str(ROOT / "bot" / "serve.py"), *common, str(ports["ours"])]
    serve += ["--home", str(folder / "ours"), "--actions", actions_url, "--vocabulary", str(vocabulary)]
    run = [str(RASA_PYTHON), "-c", STOCK, str(vocabulary), "run", *common, str(ports["stock"])]
    run += ["--endpoints", str(endpoints), "--credentials", str(credentials)]
    pair = {name: Server(name, command, ports[name], folder) for name, command in (("ours", serve), ("stock", run))}
    try:
        for server in pair.values():
            server.wait()
        yield pair
    finally:
        for server in pair.values():
            server.process.terminate()
            server.process.wait(30)


def measure(pair: dict[str, Server], conversations: int, messages: int) -> dict[str, str]:
    """Holds the conversations with both; what each message cost each to compute."""
    before = {name: server.cpu() for name, server in pair.items()}
    with httpx.Client(timeout=60) as http:
        for conversation in range(conversations):
            for server in pair.values():
                server.conversations.append([])
            for number in range(messages):
                for name in sorted(pair, reverse=bool(number % 2)):
                    spent = pair[name].say(http, f"c{conversation}", SAID[number % 2])
                    pair[name].conversations[-1].append(spent)
    ms = {name: 1000 * (server.cpu() - before[name]) / (conversations * messages) for name, server in pair.items()}
    return {"computing per message": ", ".join(f"{name} {spent:.1f} ms" for name, spent in ms.items())}


def report(spent: dict[str, list[list[float]]], messages: int) -> dict[str, str]:
    """Figures of both servers and how many times ours is as fast."""
    parts = {"first ten": range(10), "last twenty": range(max(0, messages - 20), messages)}
    figures, middle = {}, {}
    for title, where in parts.items():
        ms = {name: [line[i] for line in lines for i in where] for name, lines in spent.items()}
        ours, stock = middle[title] = tuple(statistics.median(ms[name]) for name in ("ours", "stock"))
        figures[title] = f"ours {ours:.1f} ms, stock {stock:.1f} ms: {stock / ours:.1f} times as fast"
    figures["ours, last twenty over first ten"] = f"{middle['last twenty'][0] / middle['first ten'][0]:.2f}"
    for name, lines in spent.items():
        every = sorted(ms for line in lines for ms in line[1:])
        slow = sum(ms > PAUSE for ms in every)
        figures[f"{name}: p95, longest, over {PAUSE:.0f} ms"] = (
            f"{every[int(0.95 * len(every))]:.1f}, {every[-1]:.1f}, {slow} of {len(every)}"
        )
    return figures


if __name__ == "__main__":
    main()
