"""Which variant of each candidate fits: all that is asked of a product, one and the same variant has to fulfil.

Knows what each variant is to each constraint (`retrieval.fulfilment`); what becomes of a product none of whose variants
fits is left to `recommender.engine.pool`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.attribute_table import AttributeTable
from retrieval.fulfilment import Standing

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Statuses = npt.NDArray[np.int8]

NONE = -1


@dataclass(frozen=True, slots=True)
class Choice:
    """The variants to choose from of some rows; arrays run along them, those of a row adjacent."""

    table: AttributeTable
    rows: Int64
    """(variants,) of which row each is; rising."""
    variants: Int64
    """Their numbers in the table."""
    statuses: Statuses
    """(constraints, variants)."""

    @classmethod
    def among(cls, table: AttributeTable, rows: Int64, standings: Sequence[Standing]) -> Choice | None:
        """The choice that `rows` give; None if none of them has variants."""
        own = np.sort(rows)
        variants, places = table.variants.of(own)
        if not len(variants):
            return None
        of = own[places]
        statuses = [one.rows[of] if one.variants is None else one.variants[variants] for one in standings]
        return cls(table, of, variants, np.stack(statuses) if statuses else np.empty((0, len(of)), np.int8))

    def only(self, kept: Bools) -> Choice:
        """The same by some of the constraints alone."""
        return Choice(self.table, self.rows, self.variants, self.statuses[kept])

    def best(self, hard: Bools) -> tuple[Int64, Int64]:
        """The rows, each once, and the place of the variant that fits best: the one that contradicts the fewest hard
        constraints, fulfils the most of them, then of the others, and is the cheapest."""
        contradicted = (self.statuses[hard] < 0).sum(axis=0)
        fulfilled = (self.statuses[hard] > 0).sum(axis=0)
        wished = self.statuses[~hard].sum(axis=0, dtype=np.int64)
        order = np.lexsort((self.table.variants.price[self.variants], -wished, -fulfilled, contradicted, self.rows))
        rows, first = np.unique(self.rows[order], return_index=True)
        return rows, order[first]

    def fitting(self, hard: Bools) -> Bools:
        """(variants,) which contradict nothing hard."""
        return ~np.asarray((self.statuses[hard] < 0).any(axis=0), np.bool_)

    def alike(self, place: int) -> Int64:
        """The variants of the same row that stand to every constraint as the one at `place`, the cheapest first."""
        begin, end = np.searchsorted(self.rows, [self.rows[place], self.rows[place] + 1])
        own = np.arange(begin, end)
        same = own[(self.statuses[:, own] == self.statuses[:, [place]]).all(axis=0)]
        found: Int64 = self.variants[same[np.argsort(self.table.variants.price[self.variants[same]], kind="stable")]]
        return found

    def of_row(self, place: int) -> int:
        """How many variants of its row there are to choose from."""
        begin, end = np.searchsorted(self.rows, [self.rows[place], self.rows[place] + 1])
        return int(end - begin)

    def kept(self, entries: Int64, hard: Bools) -> Int64:
        """Those of the table's entries that hold for all of a product, or that a variant has which fits."""
        fit = self.fitting(hard)
        places, which = self.table.variants.places(self.variants[fit])
        had = self.table.row_start[self.rows[fit][which]] + places
        by_variant = self.table.is_by_variant[entries]
        keeps = ~by_variant
        keeps[by_variant] = np.isin(entries[by_variant], had)
        return entries[keeps]


def fulfilling_rows(table: AttributeTable, standings: Sequence[Standing]) -> Int64:
    """The rows of the catalog that fulfil all of these, those with variants in one of them."""
    fulfils = np.logical_and.reduce([one.rows == 1 for one in standings])
    together = [one.variants == 1 for one in standings if one.variants is not None]
    if len(together) > 1:
        fitting = table.variants.open & np.logical_and.reduce(together)
        one_fits = np.zeros(table.rows, np.bool_)
        one_fits[table.rows_of_variants[fitting]] = True
        fulfils &= one_fits | (np.diff(table.variants.start) == 0)
    return np.flatnonzero(fulfils)
