"""A catalog's product types as a ranker would see them: products, attributes with live statistics, values read.

The same attributes, in the same words, as a request for the type is ranked by (`recommender.engine`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.catalog.products import CATEGORY, Catalog
from language.words import phrase_key
from ranker.candidates import AttributeCandidate
from ranker.examples import Split
from ranker.knowledge.families import Family
from ranker.knowledge.files import Knowledge
from ranker.knowledge.linking import LinkedFamily, Links, Stated
from ranker.knowledge.teaching import split_of
from recommender.engine.readings import Reading, Readings
from recommender.engine.statistics import LiveStatistics, Statistician
from retrieval.attribute_table import AttributeTable, Int64

MOST_ATTRIBUTES = 40
"""As many as are ranked at a request."""
LEAST_COVERAGE = 0.02
"""An attribute that fewer of a type's products state is a slip, not one of the type's."""
_IDENTITY = 0.9
"""Share of different values among those stated from which words are codes, serial numbers or names."""
_FEW = 8
"""Of fewer products nobody can tell codes from values."""


@dataclass(frozen=True, slots=True)
class ListedType:
    """One product type of a catalog."""

    name: str
    rows: Int64
    """Its products, by row."""
    candidates: tuple[AttributeCandidate, ...]
    attributes: tuple[int, ...]
    """Of each candidate, its id in the attribute table."""
    readings: tuple[Reading, ...]

    dull: frozenset[int]
    """Places of the candidates that nobody can want anything of: the type itself, which the request names, and codes
    that nearly every product has of its own."""


class Groups:
    """Where examples of a product type are used: those of one family together. With `everything`, none is held out."""

    def __init__(self, knowledge: Knowledge, *, everything: bool = False) -> None:
        self.links = Links(knowledge)
        self._everything = everything

    def linked(self, listed: ListedType) -> LinkedFamily | None:
        """The family of a product type with the attributes that mean its concepts; None for an unknown type."""
        return self.links.linked(listed.name, [Stated(c.name, c.label, c.kind, c.unit) for c in listed.candidates])

    def of(self, listed: ListedType) -> tuple[str, Split]:
        """The group and the split of a product type: its family's; of an unknown type, as if it were a family."""
        linked = self.linked(listed)
        family = linked.family if linked else self.links.family(listed.name)
        family = family or Family(family=phrase_key(listed.name) or listed.name)
        split = split_of(family)
        return family.family, "train" if self._everything and split == "held out" else split


class ListedTypes:
    """All product types of a catalog, each prepared when it is asked for."""

    def __init__(self, catalog: Catalog, table: AttributeTable, readings: Readings | None = None) -> None:
        self.products = catalog.products
        self.table = table
        self._readings = readings or Readings(table)
        self._made: dict[str, ListedType] = {}

    def __iter__(self) -> Iterator[ListedType]:
        for name in self.rows:
            yield self.of(name)

    def of(self, name: str) -> ListedType:
        """A product type by its name in the catalog."""
        if name not in self._made:
            self._made[name] = self._listed(name)
        return self._made[name]

    @cached_property
    def rows(self) -> dict[str, Int64]:
        """The products of each type by row, the types in the catalog's order."""
        table = self.table
        number = table.ids.get(CATEGORY)
        if number is None:
            return {}
        entries = table.entries_of(number)
        entries = entries[np.argsort(table.entry_value[entries], kind="stable")]
        values, starts = np.unique(table.entry_value[entries], return_index=True)
        parts = np.split(table.entry_row[entries].astype(np.int64), starts[1:])
        return {str(table.values[value]): rows for value, rows in zip(values, parts, strict=True)}

    @cached_property
    def _statistics(self) -> Statistician:
        return Statistician(self.table)

    def _listed(self, name: str) -> ListedType:
        rows = self.rows[name]
        live = self._statistics.over(rows, np.ones(len(rows)))
        attributes = _stated(live)
        readings = tuple(self._readings.of(name, attribute) for attribute in attributes)
        candidates = tuple(
            self._statistics.candidate(attribute, live, reading.texts)
            for attribute, reading in zip(attributes, readings, strict=True)
        )
        stated = [live.weight_of(np.asarray(self.table.value_ids(one))).sum() * len(rows) for one in attributes]
        dull = frozenset(place for place, one in enumerate(candidates) if _is_dull(one, float(stated[place])))
        return ListedType(name, rows, candidates, tuple(attributes), readings, dull)


def _stated(live: LiveStatistics) -> list[int]:
    """The attributes that are stated most, the first first."""
    order = np.argsort(-live.coverage, kind="stable")[:MOST_ATTRIBUTES]
    return [attribute for attribute in order.tolist() if live.coverage[attribute] >= LEAST_COVERAGE]


def _is_dull(candidate: AttributeCandidate, stated: float) -> bool:
    """Of a candidate for which so many values are stated, those of products with several counted each."""
    if candidate.name == CATEGORY:
        return True
    return candidate.kind == "categorical" and stated >= _FEW and candidate.statistics.values > _IDENTITY * stated
