"""The recommender over the shared small catalog, with a language model of two layers and random weights."""

from __future__ import annotations

import string
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import torch
from fastapi import FastAPI
from transformers import BertConfig, BertModel, BertTokenizer

from data.catalog.products import Catalog
from data.catalog.store import CatalogStore
from data.database import connect, upgrade
from ranker.statistical import ZeroShotRanker
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex, publish


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a language model that reads letters."""
    folder = tmp_path_factory.mktemp("recommender-models") / "tiny"
    letters = string.ascii_lowercase + string.digits
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    BertTokenizer(vocab={token: i for i, token in enumerate(tokens)}).save_pretrained(str(folder))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokens),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="session")
def encoder(tiny_model: Path) -> Encoder:
    """The small model, loaded."""
    return Encoder.load(str(tiny_model), device="cpu")


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
    return Recommender(snapshot, ZeroShotRanker(encoder.encode, encoder.name))


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
def shop(config: RecommenderConfig, small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> RecommenderConfig:
    """A database with the small catalog, and its index."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(url)
    engine = connect(url)
    store = CatalogStore(engine)
    store.save(small_catalog.products, small_catalog.attributes, source_fingerprint="1")
    publish(ProductIndex.build(store.load(), encoder, tmp_path / "indexes"))
    engine.dispose()
    return replace(config, database_url=url, indexes=tmp_path / "indexes")
