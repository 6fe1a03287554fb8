"""How a group of a type's products differs from what one would expect of such products: what decides, and which way.

Expected is what the same brands' other products state, since who writes a shop's texts writes brand by brand: a group
that is all of one brand differs from nothing. A value counts from a deviation of `Floors.sure` standard deviations
(hypergeometric, with correction for continuity, after Mantel and Haenszel, JNCI 22(4), 1959); a number by the sum of
its ranks, in the same way. How much an attribute decides is the information that its value gives about which of the
two a product is from, were both equally many (Jensen-Shannon divergence): as a root, so that it grows like a distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.lessons.types import ListedType
from retrieval.attribute_table import AttributeTable, Bools, Int64

Floats = npt.NDArray[np.float64]

DECIDES = 0.6
"""Distance of two groups from which an attribute decides: three in four of the group state what one in five would."""
SERVES = 4.0
"""A value so many times as frequent as expected serves fully."""
_PRIOR = 1.5
"""Products that every group has besides, of the expected kind: few products are no proof."""


@dataclass(frozen=True, slots=True)
class Floors:
    """From which deviation on something counts, and up to which nothing is there."""

    sure: float = 3.7
    leaning: float = 2.0
    """A value of an attribute that counts is told to serve or not from here on."""
    none: float = 1.5
    enough: int = 10
    """Products of the group that state an attribute before it is known to decide nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a group's products state otherwise than expected, by candidate of their type."""

    grades: Floats
    """(candidates,) in [0, 1]: how much it decides; 0 if surely not; NaN where the products are too few to tell."""
    affinities: tuple[Floats, ...]
    """For each candidate, how well each of its values serves, (values,) in [-1, 1]."""

    @property
    def decides(self) -> bool:
        """Whether any attribute does."""
        return self.strength > 0

    @property
    def strength(self) -> float:
        """The highest grade."""
        return float(np.nan_to_num(self.grades).max(initial=0.0))

    @property
    def deciding(self) -> list[int]:
        """The candidates that decide, by place, most first."""
        grades = np.nan_to_num(self.grades)
        return [place for place in np.argsort(-grades, kind="stable").tolist() if grades[place] > 0]


class Contrast:
    """Compares groups of a type's products. `strata` has a number for each product: compared are those of one number;
    `weights` how much each counts, less than 1 where several say the same."""

    def __init__(
        self, listed: ListedType, table: AttributeTable, weights: Floats, strata: Int64, floors: Floors = Floors()
    ) -> None:
        self._candidates, self._floors = listed.candidates, floors
        self._weights = weights
        self._of_stratum = (np.unique(strata)[:, None] == strata) * weights
        self._stated, self._values, self._owner = _columns(listed, table)
        self._numeric = np.asarray([candidate.kind == "numeric" for candidate in listed.candidates], np.bool_)
        self._ranks = _ranks(listed, table, self._stated)
        self._known = self._of_stratum @ self._stated
        self._each = self._of_stratum @ self._values
        self._rank_sums = self._of_stratum @ self._ranks, self._of_stratum @ self._ranks**2

    def of(self, group: Bools) -> Difference:
        """How the products marked in `group`, (rows,), differ."""
        inside = group.astype(np.float64)
        members = (self._of_stratum * inside) @ self._stated
        surprise, observed, expected = self._surprises(inside, members)
        grades, affinities = np.full(len(self._candidates), np.nan), []
        rank_surprise, shift = self._shifts(inside, members)
        for place, candidate in enumerate(self._candidates):
            enough = members[:, place].sum() >= self._floors.enough
            if self._numeric[place]:
                sure, size = abs(rank_surprise[place]), abs(shift[place])
                affinity = np.clip(np.asarray([-shift[place], shift[place]]) / DECIDES, -1, 1)
            else:
                own = self._owner == place
                sure = np.abs(surprise[own]).max(initial=0.0)
                size = _distance(observed[own], expected[own], members[:, place].sum())
                affinity = np.where(
                    np.abs(surprise[own]) >= self._floors.leaning, _log_odds(observed[own], expected[own]), 0.0
                )
            if sure >= self._floors.sure:
                grades[place] = min(1.0, size / DECIDES)
            elif sure <= self._floors.none and enough:
                grades[place] = 0.0
            affinities.append(affinity if sure >= self._floors.sure else np.zeros(len(candidate.values)))
        return Difference(grades, tuple(affinities))

    def _surprises(self, inside: Floats, members: Floats) -> tuple[Floats, Floats, Floats]:
        """Of each value: deviations from what was expected, how many state it, how many were expected to."""
        observed = (self._weights * inside) @ self._values
        all_of, drawn, having = self._known[:, self._owner], members[:, self._owner], self._each
        expected = _share(drawn * having, all_of)
        variance = _share(drawn * (all_of - drawn) * having * (all_of - having), all_of**2 * np.maximum(all_of - 1, 1))
        total = expected.sum(axis=0)
        deviation = _beyond(observed - total, 0.5) / np.sqrt(np.maximum(variance.sum(axis=0), 1e-9))
        return deviation, observed, total

    def _shifts(self, inside: Floats, members: Floats) -> tuple[Floats, Floats]:
        """Of each number: deviations of the sum of ranks, and how far the mean rank moved, in [-1, 1]."""
        observed = (self._weights * inside) @ self._ranks
        sums, squares = self._rank_sums
        mean = _share(sums, self._known)
        spread = np.maximum(_share(squares, self._known) - mean**2, 0.0)
        expected = (members * mean).sum(axis=0)
        variance = _share(members * (self._known - members) * spread, np.maximum(self._known - 1, 1)).sum(axis=0)
        deviation = (observed - expected) / np.sqrt(np.maximum(variance, 1e-9))
        moved = _share(observed - expected, members.sum(axis=0) + _PRIOR)
        return np.where(variance > 1e-9, deviation, 0.0), np.clip(2 * moved, -1, 1)


def _columns(listed: ListedType, table: AttributeTable) -> tuple[Floats, Floats, Int64]:
    """Which products state which candidate, (rows, candidates); which value that is read, (rows, values); and the
    candidate of each value."""
    ids = [
        reading.ids if c.kind != "numeric" else reading.ids[:0]
        for c, reading in zip(listed.candidates, listed.readings, strict=True)
    ]
    owner = np.repeat(np.arange(len(ids)), [len(own) for own in ids])
    flat = np.concatenate(ids) if ids else np.empty(0, np.int64)
    order = np.argsort(flat, kind="stable")
    entries, place = _entries(listed, table)
    stated = np.zeros((len(listed.rows), len(ids)))
    attribute = _position(np.asarray(listed.attributes), table.entry_attribute[entries])
    stated[place[attribute >= 0], attribute[attribute >= 0]] = 1.0
    values = np.zeros((len(listed.rows), len(flat)))
    column = _position(flat[order], table.entry_value[entries])
    values[place[column >= 0], order[column[column >= 0]]] = 1.0
    return stated, values, owner


def _ranks(listed: ListedType, table: AttributeTable, stated: Floats) -> Floats:
    """The rank of each product's number among the type's, in [0, 1], (rows, candidates); 0 where there is none."""
    entries, place = _entries(listed, table)
    first = table.entry_first[entries]
    entries, place = entries[first], place[first]
    ranks = np.zeros(stated.shape)
    for number, (candidate, attribute) in enumerate(zip(listed.candidates, listed.attributes, strict=True)):
        if candidate.kind != "numeric":
            continue
        own = table.entry_attribute[entries] == attribute
        numbers = table.entry_number[entries[own]]
        unique, counts = np.unique(numbers, return_counts=True)
        middle = (np.cumsum(counts) - (counts + 1) / 2) / max(1, len(numbers) - 1)
        ranks[place[own], number] = middle[np.searchsorted(unique, numbers)]
    return ranks


def _entries(listed: ListedType, table: AttributeTable) -> tuple[Int64, Int64]:
    """What the products state, and the position of who states it."""
    rows = listed.rows
    place = np.repeat(np.arange(len(rows)), table.row_start[rows + 1] - table.row_start[rows])
    return table.entries(rows), place


def _position(known: npt.NDArray[np.integer], wanted: npt.NDArray[np.integer]) -> Int64:
    """Where each wanted number stands in `known`; -1 where it does not."""
    if not len(known):
        return np.full(len(wanted), -1)
    order = np.argsort(known, kind="stable")
    near = order[np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)]
    return np.where(known[near] == wanted, near, -1)


def _share(amount: Floats, of: Floats) -> Floats:
    found: Floats = np.divide(amount, of, out=np.zeros(np.broadcast(amount, of).shape), where=of > 0)
    return found


def _beyond(deviation: Floats, correction: float) -> Floats:
    found: Floats = np.sign(deviation) * np.maximum(np.abs(deviation) - correction, 0.0)
    return found


def _log_odds(observed: Floats, expected: Floats) -> Floats:
    """How much more frequent than expected, on a scale where `SERVES` times is 1."""
    found: Floats = np.clip(np.log((observed + _PRIOR) / (expected + _PRIOR)) / np.log(SERVES), -1, 1)
    return found


def _distance(observed: Floats, expected: Floats, members: float) -> float:
    """The root of the divergence of what is stated from what is expected, in [0, 1]; what is not read is one more
    value."""
    other = max(0.0, members - observed.sum()), max(0.0, members - expected.sum())
    expectation = np.append(expected, other[1]) + 1e-9
    expectation /= expectation.sum()
    stated = np.append(observed, other[0]) + _PRIOR * expectation
    stated /= stated.sum()
    middle = (stated + expectation) / 2
    return float(np.sqrt(max(0.0, _entropy(middle) - (_entropy(stated) + _entropy(expectation)) / 2)))


def _entropy(shares: Floats) -> float:
    return float(-(shares * np.log2(shares)).sum())
