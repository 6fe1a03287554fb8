"""Which products are live for a request: near the query, and contradicting none of its hard constraints.

Finds and filters; their order is `recommender.engine.ordering`. Relevance to the query decides who is in the pool, and
constraints choose within it: searching again among all that fulfil a constraint would rank black laptops above
mice of an unstated colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Constraint
from recommender.engine.choice import NONE, Choice, fulfilling_rows
from recommender.engine.snapshot import Snapshot
from retrieval.attribute_table import AttributeTable
from retrieval.fulfilment import Standing

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.int8]

POOL = 500
"""Products near the query that are looked at. On real queries, the order of attributes is the same from 200 to 500
and gets worse at 1,000, where the tail is no longer what was asked for."""
LEAST_RELEVANCE = 0.3
"""Agreement of words and vectors below which a product is no longer an answer to the query. On 83 real queries this
and LEAST_NEARNESS keep all but a few of the products that people rated good, and 205 for the middle query."""
LEAST_NEARNESS = 0.65
"""Share of the best cosine from which a product is an answer whatever its words: "laptop" finds notebooks."""
LONG_LIST = 50
"""From so many products wanted on, the list goes on behind the answers to the query; `total` counts only these."""
LEAST_COSINE = 0.3
"""If no product holds a word of the query, and none is nearer than this, nothing was found. Of MiniLM: real queries
have at least 0.40, another language's script and small talk less than 0.27."""


@dataclass(frozen=True, slots=True)
class Near:
    """What a search without constraints found, best first."""

    rows: Rows
    relevance: Floats
    complete: bool
    """Whether these are all that are near; if not, there were more than the pool holds."""
    further: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    """What was found too, but is no answer to the query; best first."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates by falling relevance; all arrays run along them."""

    rows: Rows
    relevance: Floats
    """In [0, 1]."""
    statuses: Statuses
    """(constraints, rows): 1 fulfils, 0 does not state it, -1 contradicts."""
    """Of a product with variants, what the one is that fits best."""
    constraints: Sequence[Constraint]
    choice: Choice | None = None
    """The variants of these candidates, and of others; None if none of them has any."""
    chosen: Rows | None = None
    """Where in `choice` the variant is that fits each best; -1 for a product without."""

    @classmethod
    def of(
        cls,
        rows: Rows,
        relevance: Floats,
        constraints: Sequence[Constraint] = (),
        standings: Sequence[Standing] = (),
        table: AttributeTable | None = None,
    ) -> Pool:
        """The candidates with what they are to constraints, `standings` being of the whole table."""
        taken = np.stack([one.rows[rows] for one in standings]) if standings else np.empty((0, len(rows)), np.int8)
        pool = cls(rows, relevance, taken, constraints)
        choice = Choice.among(table, rows, standings) if table is not None and len(table.variants) else None
        return pool if choice is None else pool._choosing(choice)

    def _choosing(self, choice: Choice) -> Pool:
        """The candidates, each with variants as the one that fits it best."""
        own, best = choice.best(self.hard)
        places = np.minimum(np.searchsorted(own, self.rows), len(own) - 1)
        chosen = np.where(own[places] == self.rows, best[places], NONE)
        has = chosen != NONE
        statuses = self.statuses.copy()
        statuses[:, has] = choice.statuses[:, chosen[has]]
        return replace(self, statuses=statuses, choice=choice, chosen=chosen)

    def only(self, kept: npt.NDArray[np.bool_]) -> Pool:
        """The candidates by some of the constraints alone."""
        constraints = [constraint for constraint, one in zip(self.constraints, kept, strict=True) if one]
        pool = replace(self, statuses=self.statuses[kept], constraints=constraints)
        return pool if self.choice is None else pool._choosing(self.choice.only(kept))

    @property
    def met(self) -> npt.NDArray[np.bool_]:
        """(constraints,) which of them a candidate fulfils, whatever else it does not."""
        met = (self.statuses == 1).any(axis=1)
        if self.choice is not None:
            met |= (self.choice.statuses == 1).any(axis=1)
        return np.asarray(met, np.bool_)

    def kept(self, entries: Rows) -> Rows:
        """Of entries of the candidates, those that hold for all of a product, or that a variant has which contradicts
        nothing hard."""
        return entries if self.choice is None else self.choice.kept(entries, self.hard)

    @property
    def hard(self) -> npt.NDArray[np.bool_]:
        """(constraints,) which of them leave products out."""
        return np.asarray([constraint.strength == "hard" for constraint in self.constraints], np.bool_)

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """Which rows contradict no hard constraint."""
        contradicted = np.asarray((self.statuses[self.hard] < 0).any(axis=0), np.bool_)
        return ~contradicted

    def take(self, positions: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> Pool:
        """The candidates at `positions`, in that order."""
        return replace(
            self,
            rows=self.rows[positions],
            relevance=self.relevance[positions],
            statuses=self.statuses[:, positions],
            chosen=None if self.chosen is None else self.chosen[positions],
        )


def search(snapshot: Snapshot, query: str, vector: npt.NDArray[np.float32] | None, allowed: Rows | None = None) -> Near:
    """The rows near the query, best first; without a query (no vector), rows for browsing."""
    if vector is None:
        rows = snapshot.browsing if allowed is None else snapshot.browsing[np.isin(snapshot.browsing, allowed)]
        return Near(rows[:POOL], np.ones(min(len(rows), POOL)), complete=len(rows) <= POOL)
    hits = snapshot.index.search(query, vector, POOL, allowed)
    nearest = hits.cosines.max(initial=0)
    if not hits.worded and nearest < LEAST_COSINE:
        return Near(np.empty(0, np.int64), np.empty(0), complete=True)
    relevant = (hits.agreement >= LEAST_RELEVANCE) | (hits.cosines >= LEAST_NEARNESS * nearest)
    return Near(
        hits.rows[relevant].astype(np.int64),
        hits.scores[relevant].astype(np.float64),
        complete=len(hits.rows) < POOL or not relevant.all(),
        further=hits.rows[~relevant].astype(np.int64),
    )


def gather(
    snapshot: Snapshot,
    query: str,
    vector: npt.NDArray[np.float32] | None,
    near: Near,
    constraints: Sequence[Constraint],
    standings: Sequence[Standing],
) -> Pool:
    """The pool for a query whose unconstrained search gave `near`, with `standings` of the whole catalog.

    If there are more products near the query than the pool holds, those that fulfil every hard constraint are searched
    for beyond it too, and follow the others.
    """
    rows, relevance = near.rows, near.relevance
    hard = [one for constraint, one in zip(constraints, standings, strict=True) if constraint.strength == "hard"]
    if hard and not near.complete:
        beyond = search(snapshot, query, vector, fulfilling_rows(snapshot.table, hard))
        new = ~np.isin(beyond.rows, rows)
        rows = np.concatenate([rows, beyond.rows[new]])
        relevance = np.concatenate([relevance, np.minimum(beyond.relevance[new], relevance[-1])])
    return Pool.of(rows, relevance, constraints, standings, snapshot.table)


def lengthened(
    pool: Pool, near: Near, standings: Sequence[Standing], limit: int, table: AttributeTable | None = None
) -> Pool:
    """The ordered answers, and for a long list behind them what is less near and contradicts nothing hard either."""
    if limit < LONG_LIST or not len(pool.rows):
        return pool
    rows = near.further[~np.isin(near.further, pool.rows)]
    rest = Pool.of(rows, np.zeros(len(rows)), pool.constraints, standings, table)
    rest = rest.take(rest.live)
    rows = np.concatenate([pool.rows, rest.rows])
    return Pool.of(rows, np.concatenate([pool.relevance, rest.relevance]), pool.constraints, standings, table)
