"""Which products are live for a request: near the query, and contradicting none of its constraints.

Finds and filters; their order is `recommender.ordering`. Relevance to the query decides who is in the pool, and
constraints choose within it: searching again among all that fulfil a constraint would rank black laptops above
mice of an unstated colour. Only what the pool cannot give is searched for beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.errors import RejectedConstraint
from recommender.protocol import Constraint, Range
from recommender.snapshot import Snapshot
from retrieval import constraints as wishes
from retrieval.errors import InvalidConstraint

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Statuses = npt.NDArray[np.int8]

POOL = 500
"""Products near the query that are looked at. On real queries, the order of attributes is the same from 200 to 500
and gets worse at 1,000, where the tail is no longer what was asked for."""
LEAST_RELEVANCE = 0.3
"""Share of the best hit's score below which a product is no longer an answer to the query."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates by falling relevance; all arrays run along them."""

    rows: Rows
    relevance: Floats
    """In [0, 1]."""
    statuses: Statuses
    """(constraints, rows): 1 fulfils, 0 does not state it, -1 contradicts."""

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """Which rows contradict no constraint."""
        contradicted = np.asarray((self.statuses < 0).any(axis=0), np.bool_)
        return ~contradicted

    def take(self, positions: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> Pool:
        """The candidates at `positions`, in that order."""
        return Pool(self.rows[positions], self.relevance[positions], self.statuses[:, positions])


def status_of(snapshot: Snapshot, constraint: Constraint, field: str) -> Statuses:
    """The status of every row of the catalog. Raises RejectedConstraint naming `field`."""
    value: wishes.ConstraintValue
    value = (
        wishes.Interval(constraint.value.min, constraint.value.max)
        if isinstance(constraint.value, Range)
        else constraint.value
    )
    numbers = value if isinstance(value, list) else [value]
    if any(isinstance(number, float) and not np.isfinite(number) for number in numbers):
        raise RejectedConstraint(f"{field}.value", "must be a finite number")
    try:
        return wishes.evaluate(wishes.Constraint(constraint.attribute, constraint.op, value), snapshot.table)
    except InvalidConstraint as error:
        raise RejectedConstraint(f"{field}.value", str(error)) from error


def search(
    snapshot: Snapshot, query: str, vector: npt.NDArray[np.float32] | None, allowed: Rows | None = None
) -> tuple[Rows, Floats]:
    """The rows near the query with their relevance, best first; without a query, rows for browsing."""
    if vector is None:
        rows = snapshot.browsing if allowed is None else snapshot.browsing[np.isin(snapshot.browsing, allowed)]
        rows = rows[:POOL]
        return rows, np.ones(len(rows))
    hits = snapshot.index.search(query, vector, POOL, allowed)
    return hits.rows.astype(np.int64), hits.scores.astype(np.float64)


def gather(
    snapshot: Snapshot,
    query: str,
    vector: npt.NDArray[np.float32] | None,
    near: tuple[Rows, Floats],
    statuses: Sequence[Statuses],
) -> Pool:
    """The pool for a query whose unconstrained search gave `near`, with `statuses` of every row of the catalog.

    Rows that fulfil every constraint but are not near the query follow the near ones.
    """
    rows, relevance = near
    if statuses:
        fulfilling = np.flatnonzero((np.stack(statuses) == 1).all(axis=0))
        if not np.isin(fulfilling, rows).all():
            further, further_relevance = search(snapshot, query, vector, fulfilling)
            new = ~np.isin(further, rows)
            last = relevance[-1] if len(relevance) else 1.0
            rows = np.concatenate([rows, further[new]])
            relevance = np.concatenate([relevance, np.minimum(further_relevance[new], last)])
    taken = np.stack([status[rows] for status in statuses]) if statuses else np.empty((0, len(rows)), np.int8)
    return Pool(rows, relevance, taken)
