"""Which products are live for a request: near the query, and contradicting none of its constraints.

Finds and filters; their order is `recommender.engine.ordering`. Relevance to the query decides who is in the pool, and
constraints choose within it: searching again among all that fulfil a constraint would rank black laptops above
mice of an unstated colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Constraint, Range
from data.catalog.products import BUILT_IN, CATEGORY
from recommender.engine.snapshot import Snapshot
from recommender.errors import RejectedConstraint
from retrieval import constraints as wishes
from retrieval.attribute_table import AttributeTable
from retrieval.errors import InvalidConstraint

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

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """Which rows contradict no constraint."""
        contradicted = np.asarray((self.statuses < 0).any(axis=0), np.bool_)
        return ~contradicted

    def take(self, positions: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> Pool:
        """The candidates at `positions`, in that order."""
        return Pool(self.rows[positions], self.relevance[positions], self.statuses[:, positions])


def wish_of(constraint: Constraint, field: str) -> wishes.Constraint:
    """The constraint as retrieval reads it, hashable. Raises RejectedConstraint naming `field`."""
    value: wishes.ConstraintValue
    if isinstance(constraint.value, Range):
        value = wishes.Interval(constraint.value.min, constraint.value.max)
        numbers: list[object] = [value.min, value.max]
    elif isinstance(constraint.value, list):
        value = tuple(constraint.value)
        numbers = list(value)
    else:
        value = constraint.value
        numbers = [value]
    if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
        raise RejectedConstraint(f"{field}.value", "must be a finite number")
    return wishes.Constraint(constraint.attribute, constraint.op, value)


def status_of(snapshot: Snapshot, wish: wishes.Constraint, field: str) -> Statuses:
    """The status of every row of the catalog. Raises RejectedConstraint naming `field`.

    A product of a type that never states the attribute does not leave it open: no backpack has a shoe size, so a
    wish for one says that no backpack is wanted.
    """
    try:
        statuses = wishes.evaluate(wish, snapshot.table)
    except InvalidConstraint as error:
        raise RejectedConstraint(f"{field}.value", str(error)) from error
    if wish.op == "neq" or wish.attribute in BUILT_IN:
        return statuses
    return np.where((statuses == 0) & _is_foreign(snapshot.table, wish.attribute), -1, statuses).astype(np.int8)


def _is_foreign(table: AttributeTable, attribute: str) -> npt.NDArray[np.bool_]:
    """Which rows are of a product type of which no product states the attribute."""
    if CATEGORY not in table.ids:
        return np.zeros(table.rows, np.bool_)
    known = table.value_ids(table.ids[CATEGORY])
    types = table.once("types", lambda: _types(table))
    # The last place is that of products of no type, which may state anything.
    stating = np.zeros(len(known) + 1, np.bool_)
    stating[types[table.entry_row[table.entries_of(table.attribute_id(attribute))]]] = True
    stating[-1] = True
    foreign: npt.NDArray[np.bool_] = ~stating[types]
    return foreign


def _types(table: AttributeTable) -> npt.NDArray[np.int32]:
    """The product type of each row, numbered as its values are from 0; one more for none."""
    values = table.value_ids(table.ids[CATEGORY])
    types = np.full(table.rows, len(values), np.int32)
    entries = table.entries_of(table.ids[CATEGORY])
    types[table.entry_row[entries]] = table.entry_value[entries] - values.start
    return types


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
    statuses: Sequence[Statuses],
) -> Pool:
    """The pool for a query whose unconstrained search gave `near`, with `statuses` of every row of the catalog.

    If there are more products near the query than the pool holds, those that fulfil every constraint are searched
    for beyond it too, and follow the others.
    """
    rows, relevance = near.rows, near.relevance
    if statuses and not near.complete:
        fulfilling = np.flatnonzero((np.stack(statuses) == 1).all(axis=0))
        beyond = search(snapshot, query, vector, fulfilling)
        new = ~np.isin(beyond.rows, rows)
        rows = np.concatenate([rows, beyond.rows[new]])
        relevance = np.concatenate([relevance, np.minimum(beyond.relevance[new], relevance[-1])])
    taken = np.stack([status[rows] for status in statuses]) if statuses else np.empty((0, len(rows)), np.int8)
    return Pool(rows, relevance, taken)


def lengthened(pool: Pool, near: Near, statuses: Sequence[Statuses], limit: int) -> Pool:
    """The ordered answers, and for a long list behind them what is less near and contradicts no constraint either."""
    if limit < LONG_LIST or not len(pool.rows):
        return pool
    rows = near.further[~np.isin(near.further, pool.rows)]
    taken = np.stack([status[rows] for status in statuses]) if statuses else np.empty((0, len(rows)), np.int8)
    rest = Pool(rows, np.zeros(len(rows)), taken)
    rest = rest.take(rest.live)
    return Pool(
        np.concatenate([pool.rows, rest.rows]),
        np.concatenate([pool.relevance, rest.relevance]),
        np.concatenate([pool.statuses, rest.statuses], axis=1),
    )
