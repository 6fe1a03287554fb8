"""A gateway in a process of its own, and what stands in for Rasa, for the drivers that measure the log alone."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

PROGRAM = """
import sys, uvicorn
from gateway.app import create_app
from gateway.config import GatewayConfig
limits = dict.fromkeys(("requests_per_session", "messages_per_session", "sessions_per_address"), "10000000/minute")
config = GatewayConfig(sys.argv[1], sys.argv[2], "http://127.0.0.1:9", **limits)
uvicorn.run(create_app(config), port=0, log_level="info", access_log=False)
"""
SESSION = {"site_key": "demo", "consent": {"analytics": True}, "shopper_id": "s-1"}
LISTED = 5
"""Products of the list that answers everything."""


class _Answers(BaseHTTPRequestHandler):
    """Rasa, with the same list for every message."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        products = [
            {"id": f"p{place}", "title": f"Product {place}", "price": 20.0, "currency": "EUR", "score": 0.5}
            | {"attributes": {}, "matched": [], "missed": []}
            for place in range(LISTED)
        ]
        shown: dict[str, Any] = {"type": "products", "products": products, "total": 9, "query": "mouse"}
        shown |= {"query_id": "q", "model_version": "m", "catalog_version": "c"}
        body = json.dumps([{"text": "Here you are", "custom": shown}]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def rasa() -> Iterator[str]:
    """The base URL of what stands in for Rasa."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextlib.contextmanager
def gateway(database_url: str, rasa_url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A gateway's process and its base URL; killed at the end if it still runs."""
    command = [sys.executable, "-c", PROGRAM, database_url, rasa_url]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(line.split()[-5] for line in process.stderr if "running on" in line)
            threading.Thread(target=process.stderr.read, daemon=True).start()  # or it would wait for a reader
            yield process, address
        finally:
            process.kill()


def opened(client: httpx.Client) -> str:
    """Opens a session for a client and returns the id of a list that it is shown."""
    session = client.post("/v1/chat/sessions", json=SESSION).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {session['token']}"
    answered = client.post("/v1/chat/messages", json={"text": "a mouse"}).raise_for_status().json()
    return str(answered["messages"][0]["id"])
