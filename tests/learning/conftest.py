"""A log on SQLite, and plain conversations; the engine over the shared small catalog, and shoppers of it whose taste
is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalog.products import Catalog
from data.database import connect
from learning.journeys import Journey
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex
from tests.learning.making import made
from tests.learning.shoppers import World


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An empty log."""
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def plain() -> list[Journey]:
    """Thirty conversations of as many shoppers: each was shown products."""
    return [made(str(n), lists=1) for n in range(30)]


@pytest.fixture(scope="session")
def recommender(small_catalog: Catalog, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """The engine over the small catalog; statistics rank."""
    folder: Path = tmp_path_factory.mktemp("learning-index")
    ProductIndex.build(small_catalog, encoder, folder)
    index = next(path.parent for path in folder.glob("*/manifest.json"))
    return Recommender(load_snapshot(index, encoder, lambda _version: small_catalog))


@pytest.fixture(scope="session")
def world(small_catalog: Catalog) -> World:
    """Wired mice are wanted here, whatever knowledge says, and light ones; everybody knows the connection, nobody the
    colour."""
    wanted = {"connectivity": {"Wired": 2.0}, "weight": {"per": -0.05}}
    return World(small_catalog, wanted, {"connectivity": 0.95, "colour": 0.1})
