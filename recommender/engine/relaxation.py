"""What to give up when nothing fits: each constraint without which there would be products, the smallest change first.

A number may be relaxed only as far as the next product; any other constraint is dropped. Proposes only: none is
broken unasked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from data.catalog.constraints import Constraint, Range
from recommender.engine.pool import Pool
from recommender.protocol.recommend import Relaxation
from retrieval.attribute_table import AttributeTable

_COUNTED_AS_DROPPED = 1.0
"""A number that would have to double is no small change any more."""


def fulfilling(pool: Pool) -> Pool:
    """The candidates that contradict nothing hard; none if a hard constraint is fulfilled by no candidate at all.

    Products that merely do not state what is asked for are no answer to a constraint that nothing fulfils; `neq` is
    different, since silence is no offence there.
    """
    positive = np.asarray([constraint.op != "neq" for constraint in pool.constraints], np.bool_) & pool.hard
    if not pool.met[positive].all():
        return pool.take(np.empty(0, np.int64))
    return pool.take(pool.live)


def relaxations(table: AttributeTable, pool: Pool, weights: Mapping[str, float]) -> list[Relaxation]:
    """The single changes that give products, smallest first; `weights` are the attributes' (missing: 0).

    The size of a change is the relative change of the number; dropping a constraint is larger than any, and the larger
    the more its attribute matters.
    """
    found: list[tuple[float, Relaxation]] = []
    for i, constraint in enumerate(pool.constraints):
        rest = fulfilling(pool.only(np.arange(len(pool.constraints)) != i))
        if constraint.strength == "soft" or not len(rest.rows):
            continue
        nearest = _nearest(table, constraint, rest)
        if nearest is None:
            size = _COUNTED_AS_DROPPED + weights.get(constraint.attribute, 0.0)
            found.append((size, Relaxation(constraint=constraint, total=len(rest.rows))))
        else:
            size, relaxed, total = nearest
            found.append((size, Relaxation(constraint=constraint, relaxed=relaxed, total=total)))
    return [relaxation for _, relaxation in sorted(found, key=lambda item: item[0])]


def _nearest(table: AttributeTable, constraint: Constraint, rest: Pool) -> tuple[float, Constraint, int] | None:
    """(size, the constraint just wide enough, products it keeps); None if it is about no number."""
    low, high = _limits(constraint)
    if np.isinf([low, high]).all():
        return None
    entries = rest.kept(table.entries(rest.rows))
    own = entries[table.entry_attribute[entries] == table.ids[constraint.attribute]]
    numbers, rows = table.entry_number[own], table.entry_row[own]
    if not np.isfinite(numbers).any():
        return None
    gap = np.maximum(0, np.maximum(low - numbers, numbers - high))
    nearest = float(numbers[np.nanargmin(gap)])
    scale = max(1e-9, *(abs(limit) for limit in (low, high) if np.isfinite(limit)))
    size = float(np.nanmin(gap)) / scale
    if size > _COUNTED_AS_DROPPED:
        return None
    low, high = min(low, nearest), max(high, nearest)
    kept = (numbers >= low) & (numbers <= high)
    return size, constraint.model_copy(update=_between(low, high)), len(np.unique(rows[kept]))


def _limits(constraint: Constraint) -> tuple[float, float]:
    """Between which numbers the constraint has the attribute; infinite where it sets no limit."""
    value, op = constraint.value, constraint.op
    if isinstance(value, Range) and op in ("between", "eq"):
        return -np.inf if value.min is None else value.min, np.inf if value.max is None else value.max
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return -np.inf, np.inf
    low = float(value) if op in ("gt", "gte", "eq") else -np.inf
    return low, float(value) if op in ("lt", "lte", "eq") else np.inf


def _between(low: float, high: float) -> dict[str, object]:
    if np.isinf(low):
        return {"op": "lte", "value": high}
    return {"op": "gte", "value": low} if np.isinf(high) else {"op": "between", "value": Range(min=low, max=high)}
