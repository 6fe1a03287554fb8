"""The whole assistant as a newcomer runs it, `floorwalker up`, and a shopper who talks with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from floorwalker.settings import ROOT

PATIENCE = 1200.0
PORTS = ("GATEWAY_PORT", "RECOMMENDER_PORT", "ACTIONS_PORT", "RASA_PORT")


@dataclass
class Stack:
    """A running assistant, its folder and its processes."""

    home: Path
    url: str
    recommender: str
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


class Shopper:
    """A shopper with a chat session."""

    def __init__(
        self, client: httpx.Client, locale: str = "en", shopper_id: str | None = None, site_key: str = "demo"
    ) -> None:
        self.client = client
        body = {"site_key": site_key, "locale": locale, "consent": {"analytics": True}, "shopper_id": shopper_id}
        opened = self._post("/v1/chat/sessions", body)
        self.client.headers["Authorization"] = f"Bearer {opened['token']}"
        self.session_id: str = opened["session_id"]
        self.greeting: list[dict[str, Any]] = opened["messages"]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self.client.post(path, json=body)
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def says(self, words: str) -> dict[str, dict[str, Any]]:
        """The answers by message type (the last of each)."""
        return self._send({"text": words})

    def chooses(self, attribute: str, value: object) -> dict[str, dict[str, Any]]:
        return self._send({"choice": {"attribute": attribute, "value": value}})

    def does(self, action: str) -> dict[str, dict[str, Any]]:
        return self._send({"action": action})

    def reports(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        return self._post("/v1/chat/events", {"events": events})

    def _send(self, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
        return {m["type"]: m for m in self._post("/v1/chat/messages", body)["messages"]}


def free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


@contextmanager
def running(home: Path, *options: str, **settings: str) -> Iterator[Stack]:
    """`floorwalker up` with these options and settings, on an empty folder and free ports, until it is stopped by
    Ctrl-C, which must leave nothing running.
    """
    ports = dict(zip(PORTS, map(str, free_ports(4)), strict=True))
    limits = dict.fromkeys(("SESSIONS_PER_MINUTE", "MESSAGES_PER_MINUTE", "ADDRESS_MESSAGES_PER_MINUTE"), "10000")
    given = {"HOME": str(home), "STANDBY": "false", **ports, **limits, **settings}
    environment = os.environ | {f"FLOORWALKER_{name}": value for name, value in given.items()}
    output = home / "up.txt"
    with output.open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "floorwalker", "up", *options]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True)
    children: list[psutil.Process] = []
    try:
        deadline = time.monotonic() + PATIENCE
        while "Floorwalker is ready" not in output.read_text(encoding="utf-8"):
            assert process.poll() is None, output.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, output.read_text(encoding="utf-8")
            time.sleep(0.5)
        gateway, recommender = (f"http://127.0.0.1:{ports[name]}" for name in PORTS[:2])
        stack = Stack(home, gateway, recommender, environment, process)
        yield stack
        children = stack.children()
        assert len(children) >= 4
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert [child for child in children if child.is_running()] == []


def played(stack: Stack, *options: str) -> dict[str, Any]:
    """What came of the scripted conversations."""
    command = [sys.executable, "-m", "benchmarks.conversations", "--url", stack.url, "--json", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result
