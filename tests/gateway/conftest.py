"""A gateway on a real database file, before a scripted Rasa on a real socket."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from sqlalchemy import text

from data.database import connect
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.serving import serving

SESSION = {"site_key": "demo", "consent": {"analytics": True}, "shopper_id": "s-1"}
SAY = "/v1/chat/messages"
PRODUCT = {
    "id": "a/1",
    "title": "Norvik <b>mouse</b>",
    "price": 20.0,
    "currency": "EUR",
    "score": 0.9,
    "attributes": {},
    "matched": ["connectivity"],
    "missed": [],
}
PRODUCTS = {
    "type": "products",
    "products": [PRODUCT, PRODUCT | {"id": "2"}],
    "total": 2,
    "offset": 0,
    "query": "mouse",
    "constraints": [{"attribute": "connectivity", "op": "eq", "value": "Bluetooth"}],
    "attributes": [{"name": "weight", "label": "Weight", "weight": 0.7}],
    "query_id": "q1",
    "model_version": "m1",
    "catalog_version": "c1",
}
QUESTION = {
    "type": "question",
    "attribute": "weight",
    "label": "Weight",
    "options": [{"value": {"min": None, "max": 80}, "label": "up to 80 g", "count": 3}],
}


DETAIL = {
    "id": "a/1",
    "title": "Norvik mouse",
    "description": "",
    "attributes": {"weight": 80},
    "labels": {"weight": "Weight"},
    "units": {"weight": "g"},
}
AT = datetime.now(timezone(timedelta(hours=2))).replace(microsecond=0)
"""A moment of these tests, by a clock of a zone."""


def rows(config: GatewayConfig, query: str) -> list[Any]:
    with connect(config.database_url).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def event(**changes: Any) -> dict[str, Any]:
    """A rating of now."""
    return {"event_id": "e1", "type": "csat", "score": 5, "at": AT.isoformat()} | changes


@dataclass
class ScriptedRasa:
    """What Rasa was asked, and what it is to answer: items, or a status, or bytes; after a while."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    items: Any = field(default_factory=lambda: [{"text": "Here you are", "custom": PRODUCTS}])
    status: int = 200
    delay: float = 0.0
    greeted: int = 0
    is_held: bool = False
    """Whether its answers wait until it is held no more."""
    at_once: int = 0
    most_at_once: int = 0

    def reset(self) -> None:
        """Back to an answer with products, at once."""
        self.__dict__.update(ScriptedRasa(self.url).__dict__)

    async def is_asked(self, number: int) -> None:
        """Waits until it was asked so often."""
        async with asyncio.timeout(10):
            while len(self.asked) < number:  # noqa: ASYNC110 - the server has a loop of its own
                await asyncio.sleep(0.005)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def hello() -> str:
            self.greeted += 1
            return "Hello from Rasa"

        @app.post("/webhooks/floorwalker/webhook")
        async def webhook(request: Request, response: Response) -> Any:
            self.asked.append(await request.json())
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            await asyncio.sleep(self.delay)
            while self.is_held:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            self.at_once -= 1
            response.status_code = self.status
            if isinstance(self.items, bytes):
                return Response(self.items)
            return self.items

        return app


@pytest.fixture(scope="session")
def rasa_server() -> Iterator[ScriptedRasa]:
    scripted = ScriptedRasa()
    with serving(scripted.app()) as url:
        scripted.url = url
        yield scripted


@pytest.fixture
def rasa(rasa_server: ScriptedRasa) -> ScriptedRasa:
    rasa_server.reset()
    return rasa_server


@pytest.fixture(scope="session")
def recommender_url() -> Iterator[str]:
    """A recommender that knows one product, whose id has a slash."""
    app = FastAPI()

    @app.get("/ready")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    @app.get("/v1/attributes")
    async def attributes() -> list[Any]:
        return []

    @app.get("/v1/products/{product_id:path}")
    async def product(product_id: str, response: Response) -> dict[str, Any]:
        if product_id == DETAIL["id"]:
            return DETAIL
        response.status_code = 404
        return {"error": "unknown_product", "message": f"there is no product {product_id}"}

    with serving(app) as url:
        yield url


@contextmanager
def redis_server(folder: Path, port: int = 0) -> Iterator[str]:
    """A Redis of its own, and its URL; on the port, or a free one."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed; install it to test what gateways share")
    if not port:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = int(listener.getsockname()[1])
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "redis-server does not answer"
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    with redis_server(tmp_path) as url:
        yield url


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str, rasa: ScriptedRasa) -> GatewayConfig:
    images = tmp_path / "images"
    images.mkdir()
    (images / "1.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    return GatewayConfig(
        database_url=sqlite_url,
        rasa_url=rasa.url,
        recommender_url="http://127.0.0.1:9",  # the discard port: nothing answers
        allowed_origins=frozenset({"https://shop.example"}),
        images=images,
        rasa_timeout=30.0,  # on a busy machine too
        turn_patience=0.6,
        messages_per_session="1000/minute",
        sessions_per_address="1000/minute",
        secure_cookies=False,  # the client speaks to http://test
    )


@asynccontextmanager
async def gateway(config: GatewayConfig) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running gateway."""
    app = create_app(config)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@pytest.fixture
async def client(config: GatewayConfig) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway(config) as http:
        yield http


@pytest.fixture
async def session(client: httpx.AsyncClient, rasa: ScriptedRasa) -> httpx.AsyncClient:
    """A client with an open session; what Rasa was asked by then is forgotten."""
    opened = await client.post("/v1/chat/sessions", json={"site_key": "demo", "consent": {"analytics": True}})
    client.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    rasa.asked.clear()
    return client
