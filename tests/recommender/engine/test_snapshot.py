"""Loading everything of one catalog version, and what must fit together."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from data.catalog.products import Catalog
from data.catalog.store import CatalogStore
from data.database import connect
from data.errors import CatalogMissing
from recommender.engine.snapshot import load_snapshot, stored_catalog
from recommender.errors import CatalogMismatch
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


@pytest.fixture
def folder(indexes: Path, tmp_path: Path) -> Path:
    """A copy of the small catalog's index."""
    original = next(path.parent for path in indexes.glob("*/manifest.json"))
    return Path(shutil.copytree(original, tmp_path / original.name))


def test_refuses_a_catalog_that_the_index_was_not_built_from(
    folder: Path, encoder: Encoder, small_catalog: Catalog
) -> None:
    other = replace(small_catalog, products=small_catalog.products[::-1])

    with pytest.raises(CatalogMismatch, match="run floorwalker index"):
        load_snapshot(folder, encoder, lambda _version: other)


def test_reads_the_version_that_the_index_names_from_the_database(
    small_catalog: Catalog, encoder: Encoder, sqlite_url: str, tmp_path: Path
) -> None:
    store = CatalogStore(connect(sqlite_url))
    version = store.save(small_catalog.products, small_catalog.attributes, source_fingerprint="1")
    folder = ProductIndex.build(store.load(version), encoder, tmp_path / "indexes")
    store.save(
        small_catalog.products[:3], small_catalog.attributes, source_fingerprint="2"
    )  # imported, not indexed yet

    snapshot = load_snapshot(folder, encoder, stored_catalog(sqlite_url))

    assert (snapshot.catalog.version, len(snapshot.catalog.products)) == (version, 18)
    with pytest.raises(CatalogMissing, match="floorwalker import"):
        stored_catalog(sqlite_url)("never-imported")
