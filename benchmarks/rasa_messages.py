#!/usr/bin/env python3
"""Our Rasa server beside a stock one, on the same model, message by message in turn.

rasa_messages.py --model assistant.tar.gz [--conversations 3] [--messages 200] [--json]

Stock is `rasa run` with its REST channel and in-memory conversations, ours is bot/serve.py with SQLite; both with one
TensorFlow thread, and the same action server, which answers at once. Every message is sent to both, first to the one
and then to the other in turn, so that both meet the same machine. Messages with one action and with none alternate.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from floorwalker.processes import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT

OURS, STOCK, ACTIONS = 8395, 8396, 8397
PATHS = {
    "ours": f"http://127.0.0.1:{OURS}/webhooks/floorwalker/webhook",
    "stock": f"http://127.0.0.1:{STOCK}/webhooks/rest/webhook",
}
WITH_ACTION, WITHOUT = "I need a laptop", "thank you very much"
PATIENCE = 120.0
PAUSE = 250.0
"""Milliseconds from which a message counts as a pause."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--conversations", type=int, default=3)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, actions(), servers(options.model, Path(folder)):
        spent = measure(options.conversations, options.messages)
    figures = report(spent, options.messages)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.writelines(f"{name:44} {value}\n" for name, value in figures.items())


@contextmanager
def actions() -> Iterator[None]:
    """An action server whose actions set a slot and say one thing."""
    app = FastAPI()
    answer = {
        "events": [{"event": "slot", "name": "query", "value": "laptop", "timestamp": None}],
        "responses": [{"text": "Here is what fits best."}],
    }

    @app.post("/webhook")
    async def run() -> dict[str, Any]:
        return answer

    server = uvicorn.Server(uvicorn.Config(app, port=ACTIONS, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def servers(model: Path, folder: Path) -> Iterator[None]:
    """Both servers, once they answer."""
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{ACTIONS}/webhook\n", encoding="utf-8")
    environment = QUIET | {
        "PYTHONPATH": str(ROOT),
        "TF_INTER_OP_PARALLELISM_THREADS": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    }
    python = str(RASA_PYTHON)
    serve = [python, str(ROOT / "bot" / "serve.py"), "--model", str(model), "--home", str(folder / "ours")]
    serve += ["--port", str(OURS), "--actions", f"http://127.0.0.1:{ACTIONS}"]
    stock = [python, "-m", "rasa", "run", "--model", str(model), "--port", str(STOCK)]
    stock += ["--endpoints", str(endpoints), "--credentials", str(folder / "credentials.yml")]
    with (folder / "log").open("wb") as log:
        running = [
            subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log, cwd=folder)
            for command in (serve, stock)
        ]
        try:
            for path in PATHS.values():
                _wait(path, folder / "log")
            yield
        finally:
            for process in running:
                process.terminate()
                process.wait(30)


def _wait(path: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx.post(path, json={"sender": "warm", "message": WITH_ACTION}, timeout=30).json():
                return
        except (httpx.HTTPError, ValueError):
            time.sleep(1)
    sys.exit(f"a server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def measure(conversations: int, messages: int) -> dict[str, list[list[float]]]:
    """Milliseconds of each message of each conversation, by server."""
    spent: dict[str, list[list[float]]] = defaultdict(list)
    with httpx.Client(timeout=60) as http:
        for conversation in range(conversations):
            lines: dict[str, list[float]] = {name: [] for name in PATHS}
            for number in range(messages):
                body = {"sender": f"c{conversation}", "message": WITHOUT if number % 2 else WITH_ACTION}
                for name in sorted(PATHS, reverse=bool(number % 2)):
                    began = time.perf_counter()
                    http.post(PATHS[name], json=body).raise_for_status()
                    lines[name].append(1000 * (time.perf_counter() - began))
            for name, line in lines.items():
                spent[name].append(line)
    return spent


def report(spent: dict[str, list[list[float]]], messages: int) -> dict[str, str]:
    """Figures of both servers and how many times ours is as fast."""
    begin, end = range(10), range(max(0, messages - 20), messages)
    parts = {
        "with one action, first ten": (begin, 0),
        "without action, first ten": (begin, 1),
        "with one action, last twenty": (end, 0),
    }
    figures = {}
    for title, (where, parity) in parts.items():
        ms = {n: [line[i] for line in lines for i in where if i % 2 == parity] for n, lines in spent.items()}
        ours, stock = (statistics.median(ms[name]) for name in ("ours", "stock"))
        figures[title] = f"ours {ours:.1f} ms, stock {stock:.1f} ms: {stock / ours:.1f} times as fast"
    last, first = (
        statistics.median(line[i] for line in spent["ours"] for i in where if i % 2 == 0) for where in (end, begin)
    )
    figures["ours, last twenty over first ten"] = f"{last / first:.2f}"
    for name, lines in spent.items():
        every = sorted(ms for line in lines for ms in line[1:])
        slow = sum(ms > PAUSE for ms in every)
        figures[f"{name}: p95, longest, over {PAUSE:.0f} ms"] = (
            f"{every[int(0.95 * len(every))]:.1f}, {every[-1]:.1f}, {slow} of {len(every)}"
        )
    return figures


if __name__ == "__main__":
    main()
