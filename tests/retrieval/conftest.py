"""The shared small catalog as columns, and indexed with the shared small language model."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalog.products import Catalog
from floorwalker.steps.query_export import write_query_model
from retrieval.attribute_table import AttributeTable
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


@pytest.fixture(scope="session")
def table(small_catalog: Catalog) -> AttributeTable:
    """The shared small catalog as columns."""
    return AttributeTable.from_catalog(small_catalog)


@pytest.fixture(scope="session")
def small_index(small_catalog: Catalog, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> ProductIndex:
    """The shared small catalog, indexed with the small model."""
    folder = ProductIndex.build(small_catalog, encoder, tmp_path_factory.mktemp("indexes"))
    return ProductIndex.load(folder, encoder)


@pytest.fixture(scope="session")
def query_file(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model in ONNX, with what stands beside it; exporting takes a while."""
    path = write_query_model(str(tiny_model), tmp_path_factory.mktemp("queries"))
    assert path
    return path
