"""A gateway process that is killed: what it acknowledged is still there."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import httpx

from gateway.config import GatewayConfig
from tests.gateway.conftest import SAY, SESSION, event, rows

PROGRAM = """
import sys, uvicorn
from gateway.app import create_app
from gateway.config import GatewayConfig
database, rasa = sys.argv[1:]
config = GatewayConfig(database, rasa, "http://127.0.0.1:9", requests_per_session="99999/minute")
uvicorn.run(create_app(config), port=0, log_level="info")
"""


@contextlib.contextmanager
def gateway_process(config: GatewayConfig) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A gateway in a process of its own, and its base URL; killed at the end if it still runs."""
    command = [sys.executable, "-c", PROGRAM, config.database_url, config.rasa_url]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(line.split()[-5] for line in process.stderr if "running on" in line)
            yield process, address
        finally:
            process.kill()


def test_keeps_every_acknowledged_event_and_turn_when_it_is_killed(config: GatewayConfig) -> None:
    acknowledged: list[str] = []
    with gateway_process(config) as (process, url), httpx.Client(base_url=url) as client:
        opened: dict[str, Any] = client.post("/v1/chat/sessions", json=SESSION).json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        answer = client.post(SAY, json={"text": "a mouse"}).json()["messages"][0]
        killer = threading.Timer(0.3, process.kill)
        killer.start()
        with contextlib.suppress(httpx.TransportError):
            while True:
                one = event(event_id=f"e{len(acknowledged)}", message_id=answer["id"])
                if client.post("/v1/chat/events", json={"events": [one]}).status_code == 202:
                    acknowledged.append(one["event_id"])
        killer.join()

    stored = {event_id for (event_id,) in rows(config, "SELECT event_id FROM events")}
    assert acknowledged
    assert stored >= set(acknowledged)
    assert rows(config, f"SELECT count(*) FROM shown_products WHERE message_id = '{answer['id']}'") == [(2,)]

    with gateway_process(config) as (_, url):
        history = httpx.get(url + SAY, headers={"Authorization": f"Bearer {opened['token']}"}).json()["messages"]
    assert [message["type"] for message in history] == ["products", "text", "products"]
