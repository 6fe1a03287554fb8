"""What is looked up in one snapshot again and again, kept for the next time: what is near a query, how products stand
to a constraint, how a query is spelled, which products are of the type it names.

A conversation repeats its query and constraints at every turn. What is kept refers to the snapshot and never to who
keeps it, so an old one is freed at once when another takes its place.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Constraint, ConstraintValue
from data.catalog.products import BUILT_IN, CATEGORY
from language.operators import Op
from recommender.engine.pool import Near, Rows, Statuses, search
from recommender.engine.snapshot import Snapshot
from recommender.errors import RejectedConstraint
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.errors import InvalidConstraint
from retrieval.fulfilment import Standing, stand

_QUERIES_KEPT, _CONSTRAINTS_KEPT = 1000, 500
"""About 6 MB and 10 MB for 20,000 products."""
_MOST_KEPT = 100_000_000
"""Bytes of what is kept by row of the catalog: fewer constraints are kept of a large one."""


class Lookups:
    """Looks up in one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot.table.rows
        few = max(16, _MOST_KEPT // max(1, self._rows + len(snapshot.table.variants)))
        self.near = lru_cache(_QUERIES_KEPT)(partial(_near, snapshot))
        """The vector of a query (None for an empty one), and what is near it."""
        self.corrected = lru_cache(_QUERIES_KEPT)(snapshot.linker.speller.corrected)
        self._standings = lru_cache(min(_CONSTRAINTS_KEPT, few))(partial(_standing, snapshot.table))
        self.understood = lru_cache(_QUERIES_KEPT)(snapshot.linker.link)
        """What a query says in the catalog's terms."""

    def status(self, constraint: Constraint, field: str = "constraint") -> Statuses:
        """How each row of the catalog stands to a constraint. Raises RejectedConstraint naming `field`."""
        return self.standing(constraint, field).rows

    def standing(self, constraint: Constraint, field: str = "constraint") -> Standing:
        """The same, and how each variant stands to it. Raises RejectedConstraint naming `field`."""
        value = constraint.value
        try:
            # Spelled out too, since 1 and True are one key but not one value.
            return self._standings(constraint.attribute, constraint.op, value, repr(value))
        except InvalidConstraint as error:
            raise RejectedConstraint(f"{field}.value", str(error)) from error

    def of_category(self, category: str | None) -> Rows:
        """The rows of a product type; all rows if it is None."""
        if category is None:
            return np.arange(self._rows)
        return np.flatnonzero(self.status(Constraint(attribute=CATEGORY, value=category)) == 1)

    def subject(self, query: str) -> Bools | None:
        """Marks the rows of the product types that a query names; None if it names none."""
        types = tuple(self.understood(query).product_types)
        if not types:
            return None
        return np.asarray(self.status(Constraint(attribute=CATEGORY, op="in", value=types)) == 1, np.bool_)


def _near(snapshot: Snapshot, query: str) -> tuple[npt.NDArray[np.float32] | None, Near]:
    vector = snapshot.encoder.encode([query])[0] if query else None
    return vector, search(snapshot, query, vector)


def _standing(table: AttributeTable, attribute: str, op: Op, value: ConstraintValue, _spelling: str) -> Standing:
    """How every row and variant of the catalog stands. Raises InvalidConstraint.

    A product of a type that never states the attribute does not leave it open: no backpack has a shoe size, so who asks
    for one says that no backpack is wanted.
    """
    standing = stand(Constraint(attribute=attribute, op=op, value=value), table)
    if op == "neq" or attribute in BUILT_IN:
        return standing
    foreign = _is_foreign(table, attribute)
    rows = np.where((standing.rows == 0) & foreign, -1, standing.rows).astype(np.int8)
    if standing.variants is None:
        return Standing(rows)
    of_foreign = foreign[table.rows_of_variants]
    return Standing(rows, np.where((standing.variants == 0) & of_foreign, -1, standing.variants).astype(np.int8))


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
