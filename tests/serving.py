"""Apps on real sockets, in threads of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import httpx
import uvicorn
from fastapi import FastAPI

from gateway.edge.bounds import Bounds
from gateway.edge.server import EdgeConfig


@contextmanager
def serving(app: FastAPI, *, has_sockets: bool = False, bounds: Bounds | None = None) -> Iterator[str]:
    """The base URL of the app, for as long as the block runs. `has_sockets`: whether it takes WebSockets; `bounds`: in
    the gateway's own server, which does.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ws: Literal["none", "websockets-sansio"] = "websockets-sansio" if has_sockets else "none"
        if bounds is None:
            config = uvicorn.Config(app, log_level="warning", ws=ws, timeout_graceful_shutdown=1)
        else:
            config = EdgeConfig(app, bounds, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def until_success(url: str, seconds: float = 120) -> None:
    """Asks until the answer is a success."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.HTTPError:
            pass
        assert time.monotonic() < deadline, f"{url} does not answer"
        time.sleep(0.05)
