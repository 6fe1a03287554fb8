"""A service over a database and a change log, and what tests ask of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from recommender.config import RecommenderConfig
from recommender.server.app import create_app
from tests.recommender.waiting import answer

TABLET: dict[str, Any] = {
    "id": "tablet/1",
    "title": "Pell tablet with <b>stylus</b>",
    "description": "A tablet",
    "brand": "Pell",
    "category": "Tablet",
    "price": 300,
    "attributes": {"colour": ["Teal", "Black"], "memory": 8, "touchscreen": True, "pen_levels": 4096},
}


@asynccontextmanager
async def serving(config: RecommenderConfig) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service of this configuration, once it is ready."""
    app: FastAPI = create_app(config)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://recommender") as client,
    ):
        await until_told(client, lambda body: body["ready"])
        yield client


async def until_told(http: httpx.AsyncClient, accepted: Callable[[dict[str, Any]], bool]) -> None:
    """Asks /ready until the answer is accepted."""
    for _ in range(1000):
        body = (await http.get("/ready")).json()
        if accepted(body):
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"never told: {body}")


async def recommend(http: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await http.post("/v1/recommend", json={"limit": 100} | body)).raise_for_status().json()
    return answer


async def found(http: httpx.AsyncClient, **body: Any) -> list[str]:
    return [product["id"] for product in (await recommend(http, **body))["products"]]


async def change(http: httpx.AsyncClient, upserts: list[Any] | None = None, deletes: list[str] | None = None) -> Any:
    body = {"upserts": upserts or [], "deletes": deletes or []}
    return (await http.post("/v1/products/changes", json=body)).raise_for_status().json()


async def until(http: httpx.AsyncClient, product_id: str, status: int) -> httpx.Response:
    """Asks for a product until the answer has the status."""
    return await answer(http, f"/v1/products/{product_id}", lambda response: response.status_code == status)
