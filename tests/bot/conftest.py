"""The recommender as the actions call it: the real service over the small catalog, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from data.products import Catalog
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server import create_app
from retrieval.encoder import Encoder
from retrieval.index import ProductIndex, publish

Serve = Callable[[Path | None], AbstractAsyncContextManager[RecommenderClient]]


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[RecommenderClient]:
    async with (
        app.router.lifespan_context(app),
        RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client,
    ):
        async with asyncio.timeout(60):
            while not (await client.ready()).ready:  # noqa: ASYNC110 - it says so only when asked
                await asyncio.sleep(0.05)
        yield client


@pytest.fixture(scope="session")
def serve(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Runs the service over the small catalog, with the pages of a file."""
    folder = tmp_path_factory.mktemp("bot-indexes")
    publish(ProductIndex.build(small_catalog, Encoder.load("", device="cpu"), folder))

    def serving(pages: Path | None) -> AbstractAsyncContextManager[RecommenderClient]:
        config = RecommenderConfig("sqlite://", folder, pages=pages, device="cpu", workers=2, poll_seconds=0.05)
        return _serving(create_app(config, lambda _version: small_catalog))

    return serving


@pytest.fixture
async def shop(serve: Serve) -> AsyncIterator[RecommenderClient]:
    """A client of the running service."""
    async with serve(None) as client:
        yield client
