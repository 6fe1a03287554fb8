"""The variants of a catalog's products as columns: which can be bought, and which values of its product each has.

A variant has no values of its own: what it states, its product states too (`retrieval.attribute_table`), so here are
only places among the product's entries. What a variant does not state is as the product has it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from data.catalog.products import PRICE, Product, Scalar, Variant, values_of

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NOWHERE = -1
Places = dict[tuple[str, type, Scalar], int]
"""Where among a product's entries stands which (attribute name, type of the value, value)."""


@dataclass(frozen=True, slots=True)
class VariantTable:
    """The columns. Immutable; variants stand in the order of rows, and within a row in the product's."""

    start: Int64
    """(rows + 1,): row r has the variants start[r] to start[r + 1]."""
    open: Bools
    """(variants,) whether it is one to choose from: it can be bought, or none of its product can."""
    price: Floats
    """(variants,) NaN where it has none."""
    entry_start: Int64
    """(variants + 1,): variant v has the entries entry_start[v] to entry_start[v + 1]."""
    entry_place: Int32
    """Where among the entries of its row in the attribute table each stands."""

    @property
    def rows(self) -> Int64:
        """(variants,) the row of each."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def of(self, rows: Int64) -> tuple[Int64, Int64]:
        """The variants to choose from of `rows`, and where in `rows` each one's is."""
        found, lengths = parts(self.start, rows)
        places = np.repeat(np.arange(len(rows)), lengths)
        chosen = self.open[found]
        return found[chosen], places[chosen]

    def places(self, variants: Int64) -> tuple[Int64, Int64]:
        """The places of the entries of `variants`, and which of these each is of."""
        found, lengths = parts(self.entry_start, variants)
        return self.entry_place[found].astype(np.int64), np.repeat(np.arange(len(variants)), lengths)

    def changed(self, added: VariantTable, joined_row: Int64) -> VariantTable:
        """The columns of other rows: each is one of these, or of those of `added`, which are numbered behind these."""
        start = np.concatenate([self.start, self.start[-1] + added.start[1:]])
        variants, lengths = parts(start, joined_row)
        entry_start = np.concatenate([self.entry_start, self.entry_start[-1] + added.entry_start[1:]])
        entries, entry_lengths = parts(entry_start, variants)
        return VariantTable(
            start=_starts(lengths),
            open=np.concatenate([self.open, added.open])[variants],
            price=np.concatenate([self.price, added.price])[variants],
            entry_start=_starts(entry_lengths),
            entry_place=np.concatenate([self.entry_place, added.entry_place])[entries],
        )

    def __len__(self) -> int:
        return len(self.open)


@dataclass(slots=True)
class VariantColumns:
    """The columns while they are read, product after product."""

    start: array[int] = field(default_factory=lambda: array("q", [0]))
    open: array[int] = field(default_factory=lambda: array("b"))
    price: array[float] = field(default_factory=lambda: array("d"))
    entry_start: array[int] = field(default_factory=lambda: array("q", [0]))
    entry_place: array[int] = field(default_factory=lambda: array("i"))

    def add(self, product: Product, places: Places) -> None:
        """The next product, whose entries are at these places."""
        for variant in product.variants:
            self.open.append(is_open(variant, product))
            self.price.append(np.nan if variant.price is None else variant.price)
            for name, value in [*variant.options.items(), (PRICE, variant.price)]:
                for single in values_of(value) if value is not None else ():
                    place = places.get((name, type(single), single), NOWHERE)
                    if place != NOWHERE:
                        self.entry_place.append(place)
            self.entry_start.append(len(self.entry_place))
        self.start.append(len(self.open))

    def table(self) -> VariantTable:
        """The columns of all products that were added."""
        return VariantTable(
            start=np.asarray(self.start, np.int64),
            open=np.asarray(self.open, np.bool_),
            price=np.asarray(self.price, np.float64),
            entry_start=np.asarray(self.entry_start, np.int64),
            entry_place=np.asarray(self.entry_place, np.int32),
        )


def is_open(variant: Variant, product: Product) -> bool:
    """Whether a shopper may choose it: it can be bought, or none of the product's can."""
    return variant.available or not any(one.available for one in product.variants)


def prices(product: Product) -> tuple[Scalar, ...]:
    """What the product may cost, by the variants to choose from, the lowest first; its own price if it has none."""
    found = {one.price for one in product.variants if one.price is not None and is_open(one, product)}
    return tuple(sorted(found)) or (() if product.price is None else (product.price,))


def parts(start: Int64, of: Int64) -> tuple[Int64, Int64]:
    """The numbers of the parts `of` of columns that lie one behind the other, and the length of each part."""
    begins, lengths = start[of], start[of + 1] - start[of]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(begins - (ends - lengths), lengths), lengths


def _starts(lengths: Int64) -> Int64:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
