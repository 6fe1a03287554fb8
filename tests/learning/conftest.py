"""The engine over the shared small catalog, and shoppers of it whose taste is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalog.products import Catalog
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex
from tests.learning.shoppers import World


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
