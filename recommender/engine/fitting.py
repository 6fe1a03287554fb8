"""How well products serve a need: soft preferences out of what a ranker reads of values, and each product's fit.

A need leaves nothing out and finds nothing; among products of its type it decides the order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from data.catalog.products import BRAND, CATEGORY
from ranker.candidates import DIRECTIONS, AttributeCandidate, Ranking
from recommender.engine.facets import runs
from recommender.engine.readings import Readings, rows_of_type
from retrieval.attribute_table import AttributeTable, Bools, Floats, Int64

UNLED = (BRAND, CATEGORY)
"""Attributes that a need never leans on: no brand is better for a use, and the type is what is asked for."""
LEAST_AFFINITY = 0.3
"""How well a value must serve a request, or how badly, for the request to say something about the attribute."""
MOST_LEANINGS, MOST_TAUGHT = 6, 16
"""Attributes that a request leans on at the most, and with what conversations taught: many small effects of values
tell products apart where no single one does."""
TELLING = 0.05
"""What conversations must have taught of an attribute, as weight times affinity, for its best value to count as fully
serving in what a shopper is told."""
SILENT, OUTSPOKEN = 0.08, 0.3
"""What requests say in all, as weight times affinity: up to the first they move nothing, from the second on fully."""
_TYPES_KEPT = 500


@dataclass(frozen=True, slots=True)
class Leaning:
    """A soft preference about one attribute."""

    attribute: int
    """In the attribute table."""
    weight: float
    """Of the attribute, for this shopper; of all that products of the type state, they sum to 1, or to more where
    conversations taught more than is read."""
    direction: float
    """Of a number, which way it serves, in [-1, 1]; 0 of others."""
    values: Int64
    """Of others, values that serve well or badly, and how well each does."""
    affinities: Floats

    @property
    def size(self) -> float:
        """How well the best value serves, or how badly the worst."""
        return max(abs(self.direction), float(np.abs(self.affinities).max(initial=0.0)))


@dataclass(frozen=True, slots=True)
class Wish:
    """All that a request leans on among the products of a type, the weightiest first."""

    category: str
    leanings: tuple[Leaning, ...] = ()
    strength: float = 0.0
    """How much it says, in [0, 1]."""


class Fitting:
    """Reads one attribute table. Safe to share between threads."""

    def __init__(self, table: AttributeTable, readings: Readings) -> None:
        self._table = table
        self._readings = readings
        self._ranks = lru_cache(_TYPES_KEPT)(partial(_ranks, table))

    def wish(
        self,
        category: str,
        candidates: Sequence[AttributeCandidate],
        ranking: Ranking,
        closed: Collection[str],
        taught: Sequence[Floats] | None = None,
    ) -> Wish:
        """What a request leans on; attributes in `closed` are settled otherwise, or do not matter.

        `taught` is what conversations taught beside what the ranking reads into the request
        (`ranker.experienced.Experienced.taught`).
        """
        read = ranking.affinities if len(ranking.affinities) == len(candidates) else None
        if read is None and taught is None:
            return Wish(category)
        nothing = (np.empty(0),) * len(candidates)
        stated = {self._table.attributes[a].name for a in self._readings.stated(category)} - set(UNLED)
        heard = float(sum(w for c, w in zip(candidates, ranking.weights, strict=True) if c.name in stated))
        leanings = []
        parts = zip(candidates, ranking.weights, read or nothing, taught or nothing, strict=True)
        for candidate, weight, affinities, effects in parts:
            if candidate.name in closed or candidate.name not in stated:
                continue
            leaning = self._leaning(category, candidate, float(weight) / heard, affinities)
            if len(effects) and effects.any():
                leaning = self._taught(category, candidate, float(weight) / heard, effects, leaning)
            if leaning is not None:
                leanings.append(leaning)
        most = MOST_LEANINGS if taught is None else MOST_TAUGHT
        leanings = sorted(leanings, key=lambda leaning: -leaning.weight * leaning.size)[:most]
        said = sum(leaning.weight * leaning.size for leaning in leanings)
        strength = float(np.clip((said - SILENT) / (OUTSPOKEN - SILENT), 0, 1))
        return Wish(category, tuple(leanings), strength) if strength else Wish(category)

    def _leaning(
        self, category: str, candidate: AttributeCandidate, weight: float, affinities: Floats
    ) -> Leaning | None:
        """None where the request says nothing about the values, or contradicts itself."""
        attribute = self._table.ids[candidate.name]
        reading = self._readings.of(category, attribute)
        if len(affinities) != len(reading.texts) or not len(affinities) or np.ptp(affinities) < LEAST_AFFINITY:
            return None
        leaning = Leaning(attribute, weight, 0.0, reading.ids, affinities)
        if candidate.kind != "categorical":
            # Who wants both low and high, or both yes and no, leans nowhere.
            turned = (affinities - affinities[::-1]) / 2
            direction = float(turned[DIRECTIONS.index("high")]) if candidate.kind == "numeric" else 0.0
            known = reading.ids >= 0  # none of a number
            leaning = replace(
                leaning, direction=direction, values=reading.ids[known], affinities=turned[: len(known)][known]
            )
        return leaning if leaning.size >= LEAST_AFFINITY else None

    def _taught(
        self, category: str, candidate: AttributeCandidate, weight: float, effects: Floats, read: Leaning | None
    ) -> Leaning | None:
        """What is read and what was learned, together; heavier than the attribute weighs where more was learned."""
        attribute = self._table.ids[candidate.name]
        reading = self._readings.of(category, attribute)
        if len(effects) != len(reading.texts):
            return read
        direction, ids = 0.0, reading.ids
        if candidate.kind == "numeric":
            low, high = (float(effects[DIRECTIONS.index(end)]) for end in DIRECTIONS)
            direction, effects = (high - low) / 2, effects[:0]
        known = ids >= 0
        effects, ids = effects[: len(ids)][known], ids[known]
        if read is not None:
            direction += read.weight * read.direction
            effects = effects + read.weight * read.affinities if len(ids) else effects
        most = max(weight if read else TELLING, abs(direction), float(np.abs(effects).max(initial=0.0)))
        return Leaning(attribute, most, direction / most, ids, effects / most)

    def of_type(self, wish: Wish, rows: Int64) -> Bools:
        """Which rows are of the wish's type."""
        return np.isin(rows, self._ranks(wish.category).rows)

    def fit(self, wish: Wish, rows: Int64) -> Floats:
        """How well each of `rows`, all of the wish's type, serves it: (rows,) in [-1, 1], 0 where it does not say."""
        served = self.served(wish, rows)
        weights = np.asarray([leaning.weight for leaning in wish.leanings])
        most = float(sum(leaning.weight * leaning.size for leaning in wish.leanings))
        return weights @ np.nan_to_num(served) / most if most else np.zeros(len(rows))

    def served(self, wish: Wish, rows: Int64) -> Floats:
        """How well each row's value serves each leaning, (leanings, rows) in [-1, 1]; NaN where it states none.

        Of several values the best counts.
        """
        table, ranks, leanings = self._table, self._ranks(wish.category), wish.leanings
        found = np.full((len(leanings), len(rows)), np.nan)
        place = np.full(len(table.attributes), -1)
        place[[leaning.attribute for leaning in leanings]] = np.arange(len(leanings))
        entries = table.entries(rows)
        where = np.repeat(np.arange(len(rows)), table.row_start[rows + 1] - table.row_start[rows])
        own = place[table.entry_attribute[entries]] >= 0
        entries, where = entries[own], where[own]
        if not len(entries):
            return found
        which = place[table.entry_attribute[entries]]
        affinity = np.asarray([leaning.direction for leaning in leanings])[which] * ranks.of(entries)
        for number, leaning in enumerate(leanings):
            if len(leaning.values):
                mine = which == number
                affinity[mine] = _looked_up(table.entry_value[entries[mine]], leaning)
        starts = runs(where * len(leanings) + which)
        found[which[starts], where[starts]] = np.maximum.reduceat(affinity, starts)
        return found


@dataclass(frozen=True, slots=True)
class _Ranks:
    """The numbers that products of a type state, ranked among them."""

    rows: Int64
    """Of the type, rising."""
    entries: Int64
    """Of the numbers, rising."""
    ranks: npt.NDArray[np.float32]
    """(entries,) in [-1, 1]: the smallest, the largest number of its attribute."""

    def of(self, entries: Int64) -> Floats:
        """The rank of each entry; 0 of what is no number, or of another type."""
        if not len(self.entries):
            return np.zeros(len(entries))
        places = np.minimum(np.searchsorted(self.entries, entries), len(self.entries) - 1)
        return np.where(self.entries[places] == entries, self.ranks[places], 0.0).astype(np.float64)


def _ranks(table: AttributeTable, category: str) -> _Ranks:
    rows = rows_of_type(table, category)
    entries = table.entries(rows)
    is_number = np.asarray([attribute.kind == "numeric" for attribute in table.attributes], np.bool_)
    entries = entries[is_number[table.entry_attribute[entries]]]
    attributes, numbers = table.entry_attribute[entries], table.entry_number[entries]
    order = np.lexsort((numbers, attributes))
    ranks = np.zeros(len(entries), np.float32)
    bounds = runs(attributes[order])
    for start, end in zip(bounds, np.append(bounds, len(order))[1:], strict=True):  # none without numbers
        own = order[start:end]
        if len(own) < 2:
            continue  # neither small nor large
        # Equals share their middle rank.
        _, which, counts = np.unique(numbers[own], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranks[own] = (2 * middle / (len(own) - 1) - 1)[which]
    return _Ranks(rows, entries, ranks)


def _looked_up(values: npt.NDArray[np.integer], leaning: Leaning) -> Floats:
    """The affinity of each value; 0 of what was not read."""
    order = np.argsort(leaning.values)
    known = leaning.values[order]
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.where(known[places] == values, leaning.affinities[order][places], 0.0)
