"""The products of a type as a choice model sees them: their values as numbers, those that serving orders by, and what
day one's ranker makes of them for a request.

A number is its rank among the type's, between -1 and 1; a value of words, or yes and no, is 1 where a product has it.
Brands and the type itself are left out: no experience may say that one brand is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data.catalog.products import AttributeKind
from language.words import value_key
from learning.choice import Floats, Ints
from ranker.candidates import ANSWERS, AttributeCandidate, AttributeRanker, RankingRequest
from ranker.errors import RankerError
from ranker.experienced import Experienced
from recommender.engine.fitting import UNLED, Leaning, Wish
from recommender.engine.needs import Said
from recommender.engine.readings import rows_of_type
from recommender.engine.recommender import Recommender
from recommender.lessons.types import ListedTypes

_TOWARDS = 0.75
"""Rank that who wants more or less of a number asks for: the middle of the last quarter."""
HIGH = "high"
"""The feature of a number; its opposite is `low`."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A column: an attribute's value, or `HIGH` of a number."""

    attribute: str
    value: str
    kind: AttributeKind


class Shelf:
    """One product type."""

    def __init__(self, recommender: Recommender, candidates: Sequence[AttributeCandidate], category: str) -> None:
        self.category = category
        self.candidates = tuple(candidates)
        self._led = [one for one in candidates if one.name not in UNLED and one.values]
        table = recommender.snapshot.table
        rows = rows_of_type(table, category)
        self._place = {recommender.snapshot.catalog.products[row].id: n for n, row in enumerate(rows.tolist())}
        self.rows = rows
        self.features, self.values = _columns(recommender, self._led, category, rows)
        self._numbers = {
            one.name: _Numbers.of(recommender, one.name, rows) for one in self._led if one.kind == "numeric"
        }
        self.columns: dict[str, Ints] = {
            one.name: np.asarray([n for n, f in enumerate(self.features) if f.attribute == one.name], np.int64)
            for one in self._led
        }

    def places(self, products: Sequence[str]) -> list[int]:
        """Row of `values` of each product that is of the type; -1 for others."""
        return [self._place.get(product, -1) for product in products]

    def asked(self, attribute: str, value: Any) -> Floats | None:
        """What a value that could be tapped, or was asked for, says in the attribute's columns; None if nothing here
        is it. `value`: a scalar, a {min, max}, a list, or a constraint as the log has it."""
        if attribute not in self.columns:
            return None
        if isinstance(value, Mapping) and "attribute" in value:
            return self._constraint(attribute, value)
        columns, kind = self.columns[attribute], self.features[int(self.columns[attribute][0])].kind
        if kind == "numeric":
            rank = self._numbers[attribute].middle(value)
            return None if rank is None else np.asarray([rank])
        wanted = {_text(one) for one in (value if isinstance(value, list | tuple) else [value])}
        found = np.asarray([float(value_key(self.features[n].value) in wanted) for n in columns])
        return found / found.sum() if found.any() else None

    def _constraint(self, attribute: str, constraint: Mapping[str, Any]) -> Floats | None:
        op, value = constraint.get("op", "eq"), constraint.get("value")
        if op == "towards":
            numeric = self.features[int(self.columns[attribute][0])].kind == "numeric"
            return np.asarray([_TOWARDS if value == HIGH else -_TOWARDS]) if numeric else None
        if op in ("lt", "lte"):
            value = {"min": None, "max": value}
        elif op in ("gt", "gte"):
            value = {"min": value, "max": None}
        elif op == "neq":
            return None
        return self.asked(attribute, value)


class Shelves:
    """All types of a recommender's catalog, each prepared when it is first asked for; and day one's ranker on them."""

    def __init__(self, recommender: Recommender, ranker: AttributeRanker) -> None:
        self._recommender = recommender
        self.ranker: AttributeRanker = ranker.base if isinstance(ranker, Experienced) else ranker
        self._types = ListedTypes(recommender.snapshot.catalog, recommender.snapshot.table, recommender.readings)
        self._shelves: dict[str, Shelf] = {}
        self._read: dict[tuple[str, str], Floats] = {}
        self.failed: set[tuple[str, str]] = set()
        """Product types and requests that day one's ranker could not read; they count as saying nothing."""

    def of(self, category: str) -> Shelf | None:
        """The shelf of a type; None if the catalog has none of it."""
        if category not in self._types.rows:
            return None
        if category not in self._shelves:
            listed = self._types.of(category)
            ahead = {one.name for one in self._recommender.readings.candidates(category)}
            candidates = [one for one in listed.candidates if one.name in ahead]
            self._shelves[category] = Shelf(self._recommender, candidates, category)
        return self._shelves[category]

    def day_one(self, category: str, query: str) -> Floats:
        """How well day one's ranker thinks each product serves a request, (products,) in the measure of
        `ranker.experience.Lesson.values`; zeros of a request that says no more than the type."""
        key = (category, query)
        if key not in self._read:
            self._read[key] = self._reading(category, query)
        return self._read[key]

    def _reading(self, category: str, query: str) -> Floats:
        shelf, engine = self.of(category), self._recommender
        if shelf is None:
            return np.empty(0)
        vector = engine.lookups.near(query)[0]
        asked = RankingRequest(query, vector, shelf.candidates, (), category, engine.families.of(category))
        try:
            ranking = self.ranker.rank(asked)
            said = Said(engine.lookups.understood(query))
            need = engine.needs.read(asked, ranking, self.ranker, engine.families.links, said, shelf.rows)
        except RankerError:
            self.failed.add((category, query))
            return np.zeros(len(shelf.rows))
        most = sum(leaning.weight * leaning.size for leaning in need.wish.leanings)
        return most * need.fitting.fit(need.wish, shelf.rows)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers that products of a type state, with their ranks."""

    numbers: Floats
    """Rising."""
    ranks: Floats

    @classmethod
    def of(cls, recommender: Recommender, attribute: str, rows: Ints) -> _Numbers:
        table = recommender.snapshot.table
        entries = table.entries(rows)
        numbers = np.sort(table.entry_number[entries[table.entry_attribute[entries] == table.ids[attribute]]])
        numbers = numbers[np.isfinite(numbers)]
        if len(numbers) < 2:
            return cls(numbers, np.zeros(len(numbers)))
        _, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        return cls(numbers, (2 * middle / (len(numbers) - 1) - 1)[which])

    def middle(self, value: Any) -> float | None:
        """The mean rank of the products within a range, or at a number; None if there are none."""
        if isinstance(value, Mapping):
            low, high = (value.get(end) for end in ("min", "max"))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            low = high = value
        else:
            return None
        own = np.ones(len(self.numbers), np.bool_)
        own &= self.numbers >= (-np.inf if low is None else float(low))
        own &= self.numbers <= (np.inf if high is None else float(high))
        return float(self.ranks[own].mean()) if own.any() else None


def _columns(
    recommender: Recommender, candidates: Sequence[AttributeCandidate], category: str, rows: Ints
) -> tuple[list[Feature], Floats]:
    """The features, and their values (products, features): 0 where a product does not state the attribute."""
    table, fitting = recommender.snapshot.table, recommender.needs.none().fitting
    features, leanings = [], []
    for one in candidates:
        attribute = table.ids[one.name]
        reading = recommender.readings.of(category, attribute)
        if one.kind == "numeric":
            features.append(Feature(one.name, HIGH, one.kind))
            leanings.append(Leaning(attribute, 1.0, 1.0, np.empty(0, np.int64), np.empty(0)))
            continue
        for text, value in zip(reading.texts, reading.ids.tolist(), strict=True):
            if value >= 0:
                features.append(Feature(one.name, text, one.kind))
                leanings.append(Leaning(attribute, 1.0, 0.0, np.asarray([value]), np.ones(1)))
    # One at a time: `served` tells leanings apart by attribute.
    columns = [fitting.served(Wish(category, (leaning,)), rows)[0] for leaning in leanings]
    found = np.nan_to_num(np.stack(columns, axis=1)) if columns else np.zeros((len(rows), 0))
    return features, found


def _text(value: Any) -> str:
    return value_key(ANSWERS[not value]) if isinstance(value, bool) else value_key(str(value))
