"""Everything that answers requests, from one catalog version: loaded together, replaced together, never changed.

A request takes the snapshot in force once and works on it to the end, so a reload never mixes two catalogs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.catalog import CatalogStore
from data.database import connect
from data.products import Catalog
from recommender.errors import CatalogMismatch
from retrieval.attribute_table import AttributeTable
from retrieval.encoder import Encoder
from retrieval.index import ProductIndex
from retrieval.understanding import Linker

CatalogOf = Callable[[str], Catalog]
"""Gives the catalog of a version. Raises data.errors.CatalogMissing."""


@dataclass(frozen=True)
class Snapshot:
    """Row r is the same product in catalog, index and table."""

    catalog: Catalog
    index: ProductIndex
    table: AttributeTable
    linker: Linker
    encoder: Encoder
    browsing: npt.NDArray[np.int64]
    """All rows in the order for a shopper who has asked for nothing yet."""

    @property
    def version(self) -> str:
        """The name of the index folder that this was loaded from."""
        return self.index.version


def load_snapshot(folder: Path, encoder: Encoder, catalog_of: CatalogOf) -> Snapshot:
    """Loads the index in `folder` and its catalog.

    Raises retrieval's IndexNotReadable and IndexMismatch, data's CatalogMissing, CatalogMismatch.
    """
    index = ProductIndex.load(folder, encoder)
    catalog = catalog_of(index.catalog_version)
    if index.ids != [product.id for product in catalog.products]:
        raise CatalogMismatch(
            f"index {index.version} does not hold the products of catalog {catalog.version}: run floorwalker index"
        )
    table = AttributeTable.from_catalog(catalog)
    return Snapshot(catalog, index, table, Linker(table), encoder, browsing_order(catalog))


def stored_catalog(database_url: str) -> CatalogOf:
    """Reads catalogs from the database at `database_url`."""

    def load(version: str) -> Catalog:
        engine = connect(database_url)
        try:
            return CatalogStore(engine).load(version)
        finally:
            engine.dispose()

    return load


def browsing_order(catalog: Catalog) -> npt.NDArray[np.int64]:
    """One product of each category in turn, large categories first, available products before others.

    A catalog's own order is often one category after the other, and its first page would show a single one.
    """
    rows: dict[str | None, list[int]] = defaultdict(list)
    for row, product in enumerate(catalog.products):
        rows[product.category].append(row)
    size = {category: len(members) for category, members in rows.items()}
    turn = {row: number for members in rows.values() for number, row in enumerate(members)}

    def key(row: int) -> tuple[bool, int, int, int]:
        product = catalog.products[row]
        return (not product.available, turn[row], -size[product.category], row)

    return np.asarray(sorted(range(len(catalog.products)), key=key), np.int64)
