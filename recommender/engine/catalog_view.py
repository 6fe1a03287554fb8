"""The products and attributes of one snapshot, asked for by name. Knows no request."""

from __future__ import annotations

import numpy as np

from data.catalog.products import CATEGORY
from language.words import value_key
from recommender.engine.presentation import detail
from recommender.engine.snapshot import Snapshot
from recommender.errors import ProductGone, UnknownCategory, UnknownProduct
from recommender.protocol.products import AttributeSummary, ProductDetail


class CatalogView:
    """Reads the catalog of one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._catalog = snapshot.catalog
        self._table = snapshot.table
        self._deleted = snapshot.deleted
        self._rows = snapshot.catalog.rows

    def product(self, product_id: str) -> ProductDetail:
        """Everything about one product. Raises UnknownProduct, and ProductGone for one that a change deleted."""
        return detail(self._catalog, self._catalog.products[self.row(product_id)])

    def row(self, product_id: str) -> int:
        """The row of a product. Raises UnknownProduct, and ProductGone for one that a change deleted."""
        if product_id in self._deleted:
            raise ProductGone(f"product {product_id!r} is no longer offered: search again for what is")
        if product_id not in self._rows:
            raise UnknownProduct(f"the catalog has no product {product_id!r}")
        return self._rows[product_id]

    def has(self, product_id: str) -> bool:
        """Whether the catalog has a product of this id."""
        return product_id in self._rows

    def categories(self) -> list[str]:
        """The product types of the catalog."""
        number = self._table.ids.get(CATEGORY)
        return [] if number is None else [str(self._table.values[value]) for value in self._table.value_ids(number)]

    def attributes(self, category: str | None = None) -> list[AttributeSummary]:
        """The attributes that products (of a category) state, commonest first. Raises UnknownCategory."""
        rows = np.arange(self._table.rows)
        if category is not None:
            key, products = value_key(category), self._catalog.products
            rows = np.asarray([r for r in rows if value_key(products[r].category or "") == key], np.int64)
            if not len(rows):
                raise UnknownCategory(f"the catalog has no category {category!r}; GET /v1/attributes lists all")
        stated = self._table.counts(rows).stated
        order = [int(a) for a in np.argsort(-stated, kind="stable") if stated[a]]
        return [
            AttributeSummary(name=a.name, label=a.label, kind=a.kind, unit=a.unit, products=int(stated[i]))
            for i, a in ((i, self._table.attributes[i]) for i in order)
        ]
