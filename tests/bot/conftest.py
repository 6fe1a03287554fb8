"""The recommender as the actions call it: the real service over the small catalog, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from data.products import Catalog
from recommender.client import RecommenderClient
from recommender.config import RecommenderConfig
from recommender.server import create_app
from retrieval.encoder import Encoder
from retrieval.index import ProductIndex, publish


@pytest.fixture(scope="session")
def shop_index(small_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of indexes, in which one of the small catalog is published."""
    folder = tmp_path_factory.mktemp("bot-indexes")
    publish(ProductIndex.build(small_catalog, Encoder.load("", device="cpu"), folder))
    return folder


@pytest.fixture
async def shop(shop_index: Path, small_catalog: Catalog) -> AsyncIterator[RecommenderClient]:
    """A client of the running service."""
    config = RecommenderConfig("sqlite://", shop_index, device="cpu", workers=2, poll_seconds=0.05)
    app = create_app(config, lambda _version: small_catalog)
    async with (
        app.router.lifespan_context(app),
        RecommenderClient("http://recommender", transport=httpx.ASGITransport(app)) as client,
    ):
        async with asyncio.timeout(60):
            while not (await client.ready()).ready:  # noqa: ASYNC110 - it says so only when asked
                await asyncio.sleep(0.05)
        yield client
