"""What a ranker reads of each attribute's values among the products of a type: the commonest, as text.

The same at every request about the type, so that their encodings can be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from data.catalog.products import CATEGORY
from ranker.candidates import ANSWERS, DIRECTIONS, AttributeCandidate
from ranker.features import UNSEEN
from recommender.engine.facets import MOST_CHARACTERS, MOST_VALUES
from retrieval.attribute_table import AttributeTable, Int64

_TYPES_KEPT = 5000
_STATED = 0.05
"""Share of a type's products that state an attribute from which it is read ahead."""
_AHEAD, _TELLING = 40, 20
"""Attributes of a type that are read ahead, and so can be ranked: those stated most, and those whose values the
products' texts name most, which shoppers can answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An attribute's values among the products of a type."""

    texts: tuple[str, ...]
    """What a ranker reads."""
    ids: Int64
    """The value that each text stands for, in the attribute table; empty of a number, which is read as directions."""


class Readings:
    """Reads one attribute table. Safe to share between threads."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        self._of = lru_cache(_TYPES_KEPT)(partial(_read, table))

    def of(self, category: str, attribute: int) -> Reading:
        """An attribute (by id) among products of a type; of all products where `category` is no type."""
        return self._of(category)[1].get(attribute) or _nothing(self._table, attribute)

    def everything(self) -> Iterator[tuple[str, list[AttributeCandidate]]]:
        """Every product type with the attributes that it states, to prepare a ranker for."""
        number = self._table.ids.get(CATEGORY)
        types = [] if number is None else [str(self._table.values[value]) for value in self._table.value_ids(number)]
        for category in types or [""]:
            yield category, self.candidates(category)

    def candidates(self, category: str) -> list[AttributeCandidate]:
        """The attributes that most products of a type state, as a ranker reads them."""
        _, read, ahead = self._of(category)
        return [self._candidate(a, read[a]) for a in ahead]

    def ahead(self, category: str) -> tuple[int, ...]:
        """The attributes (by id) that are read ahead: what hardly any product of a type states says nothing of it."""
        return self._of(category)[2]

    def stated(self, category: str) -> list[int]:
        """The attributes (by id) that products of a type state, but for those that hardly any does."""
        return [attribute for attribute, share in self._of(category)[0].items() if share >= _STATED]

    def _candidate(self, attribute: int, reading: Reading) -> AttributeCandidate:
        one = self._table.attributes[attribute]
        return AttributeCandidate(one.name, one.label, one.kind, one.unit, reading.texts, UNSEEN)


def _read(table: AttributeTable, category: str) -> tuple[dict[int, float], dict[int, Reading], tuple[int, ...]]:
    """By attribute, the share of the type's products that state it, and its reading; and those that are read ahead."""
    rows = rows_of_type(table, category)
    entries = table.entries(rows)
    values, counts = np.unique(table.entry_value[entries], return_counts=True)
    owners = np.searchsorted(table.value_start, values, side="right") - 1
    first = entries[table.entry_first[entries]]
    stated = np.bincount(table.entry_attribute[first], minlength=len(table.attributes)) / max(1, len(rows))
    read = {}
    for attribute in np.unique(owners).tolist():
        own = owners == attribute
        ids = values[own][np.argsort(-counts[own], kind="stable")]
        read[attribute] = _reading(table, attribute, ids)
    named = np.bincount(table.entry_attribute[entries[table.entry_named[entries]]], minlength=len(table.attributes))
    often = sorted((attribute for attribute in read if stated[attribute] >= _STATED), key=lambda a: -stated[a])
    telling = sorted((attribute for attribute in read if named[attribute]), key=lambda a: -named[a])
    ahead = tuple(dict.fromkeys([*often[:_AHEAD], *telling[:_TELLING]]))
    return {attribute: float(stated[attribute]) for attribute in read}, read, ahead


def _reading(table: AttributeTable, attribute: int, ids: Int64) -> Reading:
    kind = table.attributes[attribute].kind
    if kind == "numeric":
        return Reading(DIRECTIONS, np.empty(0, np.int64))
    if kind == "boolean":
        known = {bool(table.values[value]): int(value) for value in ids}
        return Reading(ANSWERS, np.asarray([known.get(True, -1), known.get(False, -1)], np.int64))
    brief = [int(value) for value in ids if 0 < len(str(table.values[value])) <= MOST_CHARACTERS][:MOST_VALUES]
    return Reading(tuple(str(table.values[value]) for value in brief), np.asarray(brief, np.int64))


def _nothing(table: AttributeTable, attribute: int) -> Reading:
    return _reading(table, attribute, np.empty(0, np.int64))


def rows_of_type(table: AttributeTable, category: str) -> Int64:
    """The rows of a product type, rising; all rows where `category` is empty."""
    if not category or CATEGORY not in table.ids:
        return np.arange(table.rows)
    types = table.value_ids(table.ids[CATEGORY])
    wanted = next((value for value in types if table.values[value] == category), None)
    entries = table.entries_of(table.ids[CATEGORY])
    rows: Int64 = table.entry_row[entries[table.entry_value[entries] == wanted]].astype(np.int64)
    return rows
