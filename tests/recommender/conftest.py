"""The recommender over the shared small catalog, with the shared small language model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from data.catalog.products import Catalog
from data.catalog.store import CatalogStore
from data.database import connect
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish


@pytest.fixture(scope="session")
def indexes(small_catalog: Catalog, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of indexes, in which one of the small catalog is published."""
    folder = tmp_path_factory.mktemp("recommender-indexes")
    publish(ProductIndex.build(small_catalog, encoder, folder))
    return folder


@pytest.fixture(scope="session")
def recommender(small_catalog: Catalog, encoder: Encoder, indexes: Path) -> Recommender:
    """The engine over the small catalog."""
    folder = next(path.parent for path in indexes.glob("*/manifest.json"))
    snapshot = load_snapshot(folder, encoder, lambda _version: small_catalog)
    return Recommender(snapshot)


@pytest.fixture
def config(indexes: Path, tiny_model: Path) -> RecommenderConfig:
    """The service's configuration; the database is not read, since the tests give the catalog."""
    return RecommenderConfig(
        "sqlite://", indexes, language_model=str(tiny_model), device="cpu", workers=2, poll_seconds=0.05
    )


@pytest.fixture
async def app(config: RecommenderConfig, small_catalog: Catalog) -> AsyncIterator[FastAPI]:
    """The running service."""
    app = create_app(config, lambda _version: small_catalog)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running service, once that is ready."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://recommender") as client:
        while not (await client.get("/ready")).is_success:
            pass
        yield client


@pytest.fixture
def shop(
    config: RecommenderConfig, small_catalog: Catalog, encoder: Encoder, sqlite_url: str, tmp_path: Path
) -> RecommenderConfig:
    """A database with the small catalog, and its index."""
    engine = connect(sqlite_url)
    store = CatalogStore(engine)
    store.save(small_catalog.products, small_catalog.attributes, source_fingerprint="1")
    publish(ProductIndex.build(store.load(), encoder, tmp_path / "indexes"))
    engine.dispose()
    return replace(config, database_url=sqlite_url, indexes=tmp_path / "indexes")
