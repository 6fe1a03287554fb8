"""All stated attribute values of a catalog as columns, for statistics and constraints over live candidates.

One entry is one single value that one product states for one attribute; entries stand in the order of
rows (products), and within a row attribute by attribute. Computes nothing about relevance: `ranker` and
`recommender` do, from the counts here.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from data.catalog.products import PRICE, Attribute, AttributeValue, Catalog, Product, Scalar
from language.segmentation import HAN, has_han
from language.words import between_spaces
from retrieval.errors import UnknownAttribute
from retrieval.variant_table import Places, VariantColumns, VariantTable, parts, prices

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Counts:
    """Statistics of a set of candidate rows, by attribute id and by value id; all counts are of products."""

    rows: int
    stated: Int64
    """(attributes,) how many of the rows state the attribute."""
    named: Int64
    """(attributes,) how many of the rows name at least one of their values for it in their text."""
    values: Int64
    """(values,) how many of the rows state the value."""


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """The columns. Attribute ids index `attributes`; value ids index `values`, and one attribute's are adjacent.

    Immutable, so any number of threads may read it; `changed` gives another one.
    """

    attributes: list[Attribute]
    values: list[Scalar]
    """Every different (attribute, value), by attribute and then in first-seen order."""
    value_start: Int64
    """(attributes + 1,): attribute a has the value ids value_start[a] to value_start[a + 1]."""
    row_start: Int64
    """(rows + 1,): row r has the entries row_start[r] to row_start[r + 1]."""
    entry_row: Int32
    entry_attribute: Int32
    entry_value: Int32
    entry_number: Floats
    """The value as a number; NaN where it is none."""
    entry_named: Bools
    """Whether the product's own title or description names the value ("text-named")."""
    entry_first: Bools
    """Whether this is the row's first entry of the attribute: counting these counts products."""
    by_attribute: Int64
    """All entries, sorted by attribute and then by row."""
    attribute_start: Int64
    """(attributes + 1,): attribute a has by_attribute[attribute_start[a] : attribute_start[a + 1]]."""
    ids: dict[str, int]
    """Attribute ids by attribute name."""
    text_words: Mapping[str, int]
    """How many products' texts have each word (see `language.words.words`)."""
    variants: VariantTable
    """Which of its entries each variant of a row has."""
    derived: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    """What readers made of the columns once, to keep as long as they (`once`)."""

    @classmethod
    def from_catalog(cls, catalog: Catalog) -> AttributeTable:
        """The table of `catalog`; row r is catalog.products[r]."""
        attributes = list(catalog.attributes.values())
        ids = {attribute.name: i for i, attribute in enumerate(attributes)}
        seen: list[dict[tuple[type, Scalar], int]] = [{} for _ in attributes]
        spelled: dict[tuple[int, int], str] = {}
        text_words: Counter[str] = Counter()
        row_start, rows, owners, local = array("q", [0]), array("i"), array("i"), array("i")
        named, first = array("b"), array("b")
        variants = VariantColumns()
        for row, product in enumerate(catalog.products):
            text = _text(product)
            text_words.update(_words_of(text))
            places: Places = {}
            for owner, position, value in _single_values(product, ids):
                slot = seen[owner].setdefault((type(value), value), len(seen[owner]))
                key = (owner, slot)
                if key not in spelled:
                    spelled[key] = _as_text(attributes[owner], value)
                if product.variants:
                    places[attributes[owner].name, type(value), value] = len(rows) - row_start[-1]
                rows.append(row)
                owners.append(owner)
                local.append(slot)
                named.append(bool(spelled[key]) and spelled[key] in text)
                first.append(position == 0)
            row_start.append(len(rows))
            variants.add(product, places)
        value_start = _starts([len(values) for values in seen])
        values = [value for known in seen for _, value in known]
        entry_attribute = np.asarray(owners, np.int32)
        entry_value = (np.asarray(local, np.int64) + value_start[entry_attribute]).astype(np.int32)
        numbers = np.asarray([float(v) if isinstance(v, (int, float)) else np.nan for v in values], np.float64)
        return AttributeTable(
            attributes=attributes,
            values=values,
            value_start=value_start,
            row_start=np.asarray(row_start, np.int64),
            entry_row=np.asarray(rows, np.int32),
            entry_attribute=entry_attribute,
            entry_value=entry_value,
            entry_number=numbers[entry_value] if len(values) else np.empty(0),
            entry_named=np.asarray(named, np.bool_),
            entry_first=np.asarray(first, np.bool_),
            by_attribute=np.argsort(entry_attribute, kind="stable"),
            attribute_start=_starts(np.bincount(entry_attribute, minlength=len(attributes))),
            ids=ids,
            text_words=text_words,
            variants=variants.table(),
        )

    def changed(self, catalog: Catalog, source: Int64, removed: Iterable[Product]) -> AttributeTable:
        """The table of a changed catalog, without reading its unchanged products again.

        `source` (products,) has, for each product of `catalog`, the row here that states the same; -1 for new or
        changed products. `removed` are those whose rows here are gone. The catalog has the attributes of this one,
        in their order, and may have more behind them. Equal to `from_catalog`, but for the order of values.
        """
        new = np.flatnonzero(source < 0)
        products = tuple(catalog.products[row] for row in new)
        added = self.from_catalog(Catalog(catalog.version, products, catalog.attributes))
        joined_row = source.copy()
        joined_row[new] = self.rows + np.arange(len(new))
        lengths = np.concatenate([np.diff(self.row_start), np.diff(added.row_start)])[joined_row]
        starts = np.concatenate([self.row_start[:-1], len(self.entry_row) + added.row_start[:-1]])[joined_row]
        row_start = _starts(lengths)
        entries = np.arange(row_start[-1]) + np.repeat(starts - row_start[:-1], lengths)

        def taken(name: str) -> npt.NDArray[np.generic]:
            joined: npt.NDArray[np.generic] = np.concatenate([getattr(self, name), getattr(added, name)])[entries]
            return joined

        values, owners, added_ids = _joined_values(self, added)
        stated = np.concatenate([self.entry_value, added_ids[added.entry_value]])[entries]
        used = np.bincount(stated, minlength=len(values)) > 0
        order, number, value_start = _numbered(owners, used, len(added.attributes))
        entry_attribute = taken("entry_attribute").astype(np.int32)
        return AttributeTable(
            attributes=added.attributes,
            values=[values[value] for value in order],
            value_start=value_start,
            row_start=row_start,
            entry_row=np.repeat(np.arange(len(source), dtype=np.int32), lengths),
            entry_attribute=entry_attribute,
            entry_value=number[stated],
            entry_number=taken("entry_number").astype(np.float64),
            entry_named=taken("entry_named").astype(np.bool_),
            entry_first=taken("entry_first").astype(np.bool_),
            by_attribute=np.argsort(entry_attribute, kind="stable"),
            attribute_start=_starts(np.bincount(entry_attribute, minlength=len(added.attributes))),
            ids=added.ids,
            text_words=_words_after(self.text_words, added.text_words, removed),
            variants=self.variants.changed(added.variants, joined_row),
        )

    @property
    def rows(self) -> int:
        """How many products the table has."""
        return len(self.row_start) - 1

    def once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What `make` gives at the first call with this key; it must depend on the table alone. Two threads may make it
        twice at first, to no harm."""
        if key not in self.derived:
            self.derived[key] = make()
        made: _Made = self.derived[key]
        return made

    def attribute_id(self, name: str) -> int:
        """The id of an attribute. Raises UnknownAttribute."""
        if name not in self.ids:
            raise UnknownAttribute(name)
        return self.ids[name]

    def value_ids(self, attribute: int) -> range:
        """The ids of an attribute's values."""
        return range(int(self.value_start[attribute]), int(self.value_start[attribute + 1]))

    def entries_of(self, attribute: int) -> Int64:
        """All entries of an attribute, in the order of rows."""
        return self.by_attribute[self.attribute_start[attribute] : self.attribute_start[attribute + 1]]

    def entries(self, rows: npt.NDArray[np.integer]) -> Int64:
        """The entries of `rows`, row after row in the order given."""
        return parts(self.row_start, rows)[0]

    def of_variants(self, attribute: int) -> tuple[Int32, Int32]:
        """The variants that state an attribute, and where among `entries_of` it each of their values stands."""
        order, start, variants, entries = self.once("of variants", lambda: _variants_by_attribute(self))
        own = order[start[attribute] : start[attribute + 1]]
        return variants[own], entries[own]

    @property
    def rows_of_variants(self) -> Int64:
        """(variants,) the row of each."""
        return self.once("rows of variants", lambda: self.variants.rows)

    @property
    def is_by_variant(self) -> Bools:
        """(entries,) whether variants have the value, each for itself; a value that none has holds for all."""
        return self.once("by variant", lambda: _by_variant(self))

    def counts(self, rows: npt.NDArray[np.integer]) -> Counts:
        """What `rows` state and name, counted; about a millisecond for 500 rows of 20 entries."""
        entries = self.entries(rows)
        attributes, kinds = self.entry_attribute[entries], len(self.attributes)
        first, named = self.entry_first[entries], self.entry_named[entries]
        # A product that names two of its values for an attribute names the attribute once.
        product = np.cumsum(first)
        _, once = np.unique(product[named], return_index=True)
        return Counts(
            rows=len(rows),
            stated=np.bincount(attributes[first], minlength=kinds),
            named=np.bincount(attributes[named][once], minlength=kinds),
            values=np.bincount(self.entry_value[entries], minlength=len(self.values)),
        )


def _variants_by_attribute(table: AttributeTable) -> tuple[Int32, Int64, Int32, Int32]:
    """All entries of variants by attribute, where each attribute's start, the variant of each, and where among the
    entries of its attribute each stands."""
    places, variants = table.variants.places(np.arange(len(table.variants)))
    entries = table.row_start[table.rows_of_variants[variants]] + places
    attributes = table.entry_attribute[entries]
    rank = np.empty(len(table.entry_row), np.int64)
    rank[table.by_attribute] = np.arange(len(rank))
    order = np.argsort(attributes, kind="stable").astype(np.int32)
    start = _starts(np.bincount(attributes, minlength=len(table.attributes)))
    within = (rank[entries] - table.attribute_start[attributes]).astype(np.int32)
    return order, start, variants.astype(np.int32), within


def _by_variant(table: AttributeTable) -> Bools:
    places, variants = table.variants.places(np.arange(len(table.variants)))
    by_variant = np.zeros(len(table.entry_row), np.bool_)
    by_variant[table.row_start[table.rows_of_variants[variants]] + places] = True
    return by_variant


def _joined_values(table: AttributeTable, added: AttributeTable) -> tuple[list[Scalar], Int64, Int64]:
    """The values of both tables, the attribute of each, and which of them each value of `added` is."""
    values, ids = list(table.values), np.empty(len(added.values), np.int64)
    owners = np.repeat(np.arange(len(table.attributes)), np.diff(table.value_start)).tolist()
    for attribute in map(int, np.flatnonzero(np.diff(added.value_start))):
        old = table.value_ids(attribute) if attribute < len(table.attributes) else range(0)
        known = {(type(values[value]), values[value]): value for value in old}
        for own in added.value_ids(attribute):
            key = (type(added.values[own]), added.values[own])
            if key not in known:
                known[key] = len(values)
                values.append(added.values[own])
                owners.append(attribute)
            ids[own] = known[key]
    return values, np.asarray(owners, np.int64), ids


def _numbered(owners: Int64, used: Bools, attributes: int) -> tuple[Int64, Int32, Int64]:
    """The used values by attribute, the new id of each value, and where each attribute's values start."""
    order = np.argsort(owners, kind="stable")
    order = order[used[order]]
    number = np.full(len(owners), -1, np.int32)
    number[order] = np.arange(len(order))
    return order, number, _starts(np.bincount(owners[order], minlength=attributes))


def _starts(lengths: npt.ArrayLike) -> Int64:
    """Where each of so many parts of these lengths begins, and the last ends."""
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def _words_after(before: Mapping[str, int], more: Mapping[str, int], removed: Iterable[Product]) -> Mapping[str, int]:
    counts = Counter(before)
    counts.update(more)
    for product in removed:
        for word in _words_of(_text(product)):
            counts[word] -= 1
            if not counts[word]:
                del counts[word]
    return counts


def _text(product: Product) -> str:
    """Words between single spaces; between Han characters too, since only a dictionary knows where words end."""
    return f" {between_spaces(f'{product.title} {product.description}')} "


def _words_of(text: str) -> set[str]:
    """The words of such a text; of Chinese, the characters and their pairs."""
    said = text.split()
    found = set(said)
    if has_han(text):
        found.update(a + b for a, b in zip(said, said[1:], strict=False) if HAN.fullmatch(a) and HAN.fullmatch(b))
    return found


def _single_values(product: Product, ids: dict[str, int]) -> Iterator[tuple[int, int, Scalar]]:
    """(attribute id, position within the attribute, value) of each different value a product states."""
    stated: dict[str, AttributeValue] = product.stated
    if product.variants:
        stated |= {PRICE: prices(product)}
    for name, value in stated.items():
        if name not in ids:
            raise UnknownAttribute(name)
        if not isinstance(value, tuple):  # nearly all; a catalog has half a million of them
            yield ids[name], 0, value
            continue
        different = {(type(single), single): single for single in value}
        for position, single in enumerate(different.values()):
            yield ids[name], position, single


def _as_text(attribute: Attribute, value: Scalar) -> str:
    """How a text would name the value, between spaces: a number plainly, yes by its label, no not at all."""
    if isinstance(value, bool):
        value = attribute.label if value else ""
    elif isinstance(value, (int, float)):
        value = f"{value:g}"
    needle = between_spaces(value)
    return f" {needle} " if needle else ""
