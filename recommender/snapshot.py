"""Everything that answers requests, from one catalog version: loaded together, replaced together, never changed.

A request takes the snapshot in force once and works on it to the end, so a reload never mixes two catalogs. A change
of products makes another snapshot out of the last one, in which rows are numbered anew: nothing that reads a
snapshot needs to know which products are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.catalog import CatalogStore
from data.changes import Change
from data.database import connect
from data.definitions import definitions, fitting
from data.products import Attribute, Catalog, Product
from recommender.errors import CatalogMismatch
from retrieval.attribute_table import AttributeTable
from retrieval.encoder import Encoder
from retrieval.index import Embed, ProductIndex
from retrieval.text import embedding_text, lexical_fields
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
    sequence: int = 0
    """The last change (`data.changes`) that is in here."""
    linked: int = 0
    """The last change that `linker` knows of."""
    deleted: frozenset[str] = frozenset()
    """Ids of products that a change deleted."""

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


def changed(snapshot: Snapshot, changes: Sequence[Change], embed: Embed) -> Snapshot:
    """The snapshot after changes, given in their order; `embed` gives the vectors of new texts.

    A changed product keeps its place, a new one comes last. What is not as the catalog's attributes are is left out
    (`data.definitions.fitting`). The linker stays the old one, and links to its own table, until `linked_anew`: for
    that while, values that are new are not understood, and those that no product has any more are.
    """
    if not changes:
        return snapshot
    old, attributes = snapshot.catalog, dict(snapshot.catalog.attributes)
    wanted: dict[str, Product | None] = {}
    for change in changes:
        product = fitting(change.product, attributes) if change.product else None
        attributes |= definitions(product, attributes) if product else {}
        wanted.pop(change.product_id, None)
        wanted[change.product_id] = product
    products, texts, stated = _merged(old, wanted, attributes)
    catalog = Catalog(old.version, tuple(products), attributes)
    kept = np.asarray(stated, np.int64)
    removed = np.setdiff1d(np.arange(len(old.products)), kept)
    gone = {id for id, product in wanted.items() if product is None} & {old.products[row].id for row in removed}
    return replace(
        snapshot,
        catalog=catalog,
        index=snapshot.index.changed(catalog, np.asarray(texts, np.int64), embed),
        table=snapshot.table.changed(catalog, kept, [old.products[row] for row in removed]),
        browsing=browsing_order(catalog),
        sequence=changes[-1].sequence,
        deleted=(snapshot.deleted | gone) - {id for id, product in wanted.items() if product is not None},
    )


def linked_anew(snapshot: Snapshot) -> Snapshot:
    """The snapshot with a linker that knows all of its products; half a second for 20,000."""
    return replace(snapshot, linker=Linker(snapshot.table), linked=snapshot.sequence)


def _merged(
    old: Catalog, wanted: dict[str, Product | None], attributes: dict[str, Attribute]
) -> tuple[list[Product], list[int], list[int]]:
    """The products after the change; for each, the old row with the same texts, and that which states the same; -1
    for none."""
    products, texts, stated = [], [], []
    new = dict(wanted)
    for row, before in enumerate(old.products):
        after = new.pop(before.id, None) if before.id in new else before
        if after is None:
            continue
        products.append(after)
        texts.append(row if after is before or _same_texts(before, after, attributes) else -1)
        stated.append(row if after is before else -1)
    for product in new.values():
        if product is not None:
            products.append(product)
            texts.append(-1)
            stated.append(-1)
    return products, texts, stated


def _same_texts(before: Product, after: Product, attributes: dict[str, Attribute]) -> bool:
    """Whether both are found by the same words: a new price or stock changes none."""
    fields = lexical_fields(before, attributes) == lexical_fields(after, attributes)
    return fields and embedding_text(before) == embedding_text(after)
