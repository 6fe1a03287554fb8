"""Everything that answers requests, from one catalog version: loaded together, replaced together, never changed.

A request takes the current snapshot once and works on it to the end, so a reload never mixes two catalogs. A change
of products makes another snapshot out of the last one, in which rows are numbered again: nothing that reads a
snapshot needs to know which products are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from data.catalog.changes import Change, ChangeLog
from data.catalog.definitions import definitions, fitting
from data.catalog.products import Attribute, Catalog, Product
from data.catalog.store import CatalogStore
from data.database import connect
from recommender.errors import CatalogMismatch
from retrieval.attribute_table import AttributeTable
from retrieval.search.codes import CodeIndex
from retrieval.search.encoder import Encode, Encoder
from retrieval.search.index import ProductIndex
from retrieval.search.product_text import embedding_text, lexical_fields
from retrieval.understanding.linker import Linker

_Answer = TypeVar("_Answer")
CatalogOf = Callable[[str], Catalog]
"""Gives the catalog of a version. Raises data.errors.CatalogMissing."""
ChangesOf = Callable[[str], Sequence[Change]]
"""Gives all changes of a catalog version, in order."""


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
    """The last change (`data.catalog.changes`) that is in here."""
    linked: int = 0
    """The last change that `linker` knows of."""
    deleted: frozenset[str] = frozenset()
    """Ids of products that a change deleted."""

    @property
    def version(self) -> str:
        """The name of the index folder that this was loaded from."""
        return self.index.version


def load_snapshot(
    folder: Path, encoder: Encoder, catalog_of: CatalogOf, changes_of: ChangesOf | None = None
) -> Snapshot:
    """Loads the index in `folder` and its catalog, with those changes that are built into the index.

    Raises retrieval's IndexNotReadable and IndexMismatch, data's CatalogMissing, CatalogMismatch.
    """
    index = ProductIndex.load(folder, encoder)
    catalog, sequence = catalog_of(index.catalog_version), index.manifest.sequence
    known = changes_of(catalog.version) if changes_of and sequence else ()
    catalog, deleted = folded(catalog, [change for change in known if change.sequence <= sequence])
    if index.ids != [product.id for product in catalog.products]:
        raise CatalogMismatch(
            f"index {index.version} does not hold the products of catalog {catalog.version}: run floorwalker index"
        )
    table = AttributeTable.from_catalog(catalog)
    browsing = browsing_order(catalog)
    linker = Linker(table, CodeIndex(catalog))
    return Snapshot(catalog, index, table, linker, encoder, browsing, sequence, sequence, deleted)


def stored_catalog(database_url: str) -> CatalogOf:
    """Reads catalogs from the database at `database_url`."""
    return lambda version: _read(database_url, lambda engine: CatalogStore(engine).load(version))


def stored_changes(database_url: str) -> ChangesOf:
    """Reads the change log in the database at `database_url`."""
    return lambda version: _read(database_url, lambda engine: ChangeLog(engine).since(version))


def _read(database_url: str, question: Callable[[Engine], _Answer]) -> _Answer:
    """Asks the database, and keeps no connection to it."""
    engine = connect(database_url)
    try:
        return question(engine)
    finally:
        engine.dispose()


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


def changed(snapshot: Snapshot, changes: Sequence[Change], embed: Encode) -> Snapshot:
    """The snapshot after changes, given in their order; `embed` gives the vectors of new texts.

    A changed product keeps its place, a new one comes last. What is not as the catalog's attributes are is left out
    (`data.catalog.definitions.fitting`). The linker stays the old one, and links to its own table, until
    `relinked`: for that while, values that are new are not understood, and those that no product has any more are.
    """
    if not changes:
        return snapshot
    old = snapshot.catalog
    after = _after(old, changes)
    removed = np.setdiff1d(np.arange(len(old.products)), after.stated)
    return replace(
        snapshot,
        catalog=after.catalog,
        index=snapshot.index.changed(after.catalog, after.texts, embed),
        table=snapshot.table.changed(after.catalog, after.stated, [old.products[row] for row in removed]),
        browsing=browsing_order(after.catalog),
        sequence=changes[-1].sequence,
        deleted=(snapshot.deleted | after.deleted) - after.offered,
    )


def folded(catalog: Catalog, changes: Sequence[Change]) -> tuple[Catalog, frozenset[str]]:
    """The catalog after changes, given in their order, and the ids of products that they deleted."""
    if not changes:
        return catalog, frozenset()
    after = _after(catalog, changes)
    return after.catalog, after.deleted


def relinked(snapshot: Snapshot) -> Snapshot:
    """The snapshot with a linker that knows all of its products; half a second for 20,000."""
    return replace(snapshot, linker=Linker(snapshot.table, CodeIndex(snapshot.catalog)), linked=snapshot.sequence)


@dataclass(frozen=True, slots=True)
class _After:
    """A catalog after changes; `texts` and `stated` have, for each of its products, the old row with the same texts,
    and the old row that states the same; -1 for none.
    """

    catalog: Catalog
    texts: npt.NDArray[np.int64]
    stated: npt.NDArray[np.int64]
    deleted: frozenset[str]
    offered: frozenset[str]
    """Ids that the changes brought or left in the catalog."""


def _after(old: Catalog, changes: Sequence[Change]) -> _After:
    attributes = dict(old.attributes)
    wanted: dict[str, Product | None] = {}
    for change in changes:
        product = fitting(change.product, attributes) if change.product else None
        attributes |= definitions(product, attributes) if product else {}
        if wanted.get(change.product_id) is None:  # one that was deleted comes last again
            wanted.pop(change.product_id, None)
        wanted[change.product_id] = product
    ever = {change.product_id for change in changes if change.product} | {product.id for product in old.products}
    products, texts, stated = _merged(old, wanted, attributes)
    return _After(
        catalog=Catalog(old.version, tuple(products), attributes),
        texts=np.asarray(texts, np.int64),
        stated=np.asarray(stated, np.int64),
        deleted=frozenset(id for id, product in wanted.items() if product is None and id in ever),
        offered=frozenset(id for id, product in wanted.items() if product is not None),
    )


def _merged(
    old: Catalog, wanted: dict[str, Product | None], attributes: dict[str, Attribute]
) -> tuple[list[Product], list[int], list[int]]:
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
