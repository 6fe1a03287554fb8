"""Whether products fulfil a constraint: yes, no, or they do not say.

What to do with products that contradict it is left to the recommender.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Constraint, Range
from data.catalog.products import Attribute, Scalar
from language.lexicon import LEXICON
from language.quantities import quantities
from language.words import spelled, value_key
from retrieval.attribute_table import AttributeTable, Bools, Floats, Int64
from retrieval.errors import InvalidConstraint

FULFILS, SILENT, CONTRADICTS = 1, 0, -1

_SAME_NUMBER = 1e-4
"""Relative: wide enough for a value that went through another unit, too narrow to join two years."""
_YES, _NO = LEXICON.stated_yes | {"1"}, LEXICON.stated_no | {"0"}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")

_COMPARISONS: dict[str, Callable[[Floats, float], Bools]] = {
    "lt": np.less,
    "lte": np.less_equal,
    "gt": np.greater,
    "gte": np.greater_equal,
}


Statuses = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Standing:
    """How all products of a table stand to a constraint, and all of their variants."""

    rows: Statuses
    """Of a product with variants, the best of those to choose from."""
    variants: Statuses | None = None
    """None where no variant states the attribute: then each is as its product."""


def evaluate(
    constraint: Constraint, table: AttributeTable, rows: npt.NDArray[np.integer] | None = None
) -> npt.NDArray[np.int8]:
    """Per row (None: all of the table's): 1 fulfils, 0 does not state the attribute, -1 contradicts.

    A product with several values fulfils a constraint if one of them does; it fulfils `neq` if none is the
    unwanted one. One with variants stands to it as the best of those that can be bought. Whether one variant fulfils
    several constraints, `stand` tells. Raises UnknownAttribute, InvalidConstraint.
    """
    status = stand(constraint, table).rows
    return status if rows is None else status[rows]


def stand(constraint: Constraint, table: AttributeTable) -> Standing:
    """How rows and variants stand to a constraint: 1 fulfils, 0 does not say, -1 contradicts. Raises UnknownAttribute,
    InvalidConstraint."""
    owner = table.attribute_id(constraint.attribute)
    entries = table.entries_of(owner)
    meets = _meets(constraint, table, owner, entries)
    met, unmet = (CONTRADICTS, FULFILS) if constraint.op == "neq" else (FULFILS, CONTRADICTS)
    variants, places = table.of_variants(owner)
    general = ~table.is_by_variant[entries] if len(variants) else np.ones(len(entries), np.bool_)
    status = np.zeros(table.rows, np.int8)
    status[table.entry_row[entries[general]]] = unmet
    status[table.entry_row[entries[general & meets]]] = met
    if not len(variants):
        return Standing(status)
    rows = table.rows_of_variants
    own = status[rows]  # what a variant does not state is as the product has it
    own[variants] = unmet
    own[variants[meets[places]]] = met
    best = np.full(table.rows, CONTRADICTS, np.int8)
    choice = table.variants.open
    np.maximum.at(best, rows[choice], own[choice])
    has = np.diff(table.variants.start) > 0
    return Standing(np.where(has, best, status), own)


def _meets(constraint: Constraint, table: AttributeTable, owner: int, entries: Int64) -> Bools:
    """Whether each entry has the value, or one of the values, or lies in the interval."""
    attribute, value = table.attributes[owner], constraint.value
    numbers = table.entry_number[entries]
    _must_be_finite(constraint)
    if attribute.kind != "numeric" and (constraint.op in _COMPARISONS or isinstance(value, Range)):
        reason = f"is no number, so {constraint.op!r} does not fit: use eq, neq or in"
        raise InvalidConstraint(f"attribute {attribute.name!r} {reason}")
    if constraint.op in _COMPARISONS:
        limit = _number(attribute, value)
        if constraint.op in ("lt", "lte"):
            _must_be_possible(attribute, limit, numbers)
        return _COMPARISONS[constraint.op](numbers, limit) | (_same(numbers, limit) & ("e" in constraint.op))
    if isinstance(value, Range):
        if value.max is not None:
            _must_be_possible(attribute, value.max, numbers)
        return _inside(numbers, value)
    if isinstance(value, tuple) and constraint.op != "in":
        raise InvalidConstraint(f"attribute {attribute.name!r}: {constraint.op!r} needs one value or an interval")
    met = np.zeros(len(entries), np.bool_)
    for single in value if isinstance(value, tuple) else (value,):
        met |= _equal(attribute, table, owner, entries, single)
    return met


def _must_be_finite(constraint: Constraint) -> None:
    value = constraint.value
    several = value if isinstance(value, tuple) else (value.min, value.max) if isinstance(value, Range) else (value,)
    if not all(math.isfinite(number) for number in several if isinstance(number, float)):
        raise InvalidConstraint(f"attribute {constraint.attribute!r}: must be a finite number")


def _must_be_possible(attribute: Attribute, most: float, numbers: Floats) -> None:
    """A negative limit is a mistake, where no product has a negative number."""
    if most < 0 and not (numbers < 0).any():
        reason = f"has no negative numbers, so {most:g} leaves nothing: give a limit above 0"
        raise InvalidConstraint(f"attribute {attribute.name!r} {reason}")


def _equal(attribute: Attribute, table: AttributeTable, owner: int, entries: Int64, wanted: Scalar) -> Bools:
    if attribute.kind == "categorical":
        same = table.once(("keys", owner), lambda: _by_key(table, owner)).get(value_key(_spelled(wanted)), [])
        return np.isin(table.entry_value[entries], same)
    number = float(_boolean(attribute, wanted)) if attribute.kind == "boolean" else _number(attribute, wanted)
    return _same(table.entry_number[entries], number)


def _by_key(table: AttributeTable, owner: int) -> dict[str, list[int]]:
    """The ids of an attribute's values by what their spellings have in common."""
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for value in table.value_ids(owner):
        ids[value_key(_spelled(table.values[value]))].append(value)
    return dict(ids)


def _inside(numbers: Floats, interval: Range) -> Bools:
    inside = ~np.isnan(numbers)
    if interval.min is not None:
        inside &= (numbers >= interval.min) | _same(numbers, interval.min)
    if interval.max is not None:
        inside &= (numbers <= interval.max) | _same(numbers, interval.max)
    return inside


def _same(numbers: Floats, wanted: float) -> Bools:
    return np.abs(numbers - wanted) <= max(abs(wanted) * _SAME_NUMBER, 1e-9)


def _spelled(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"


def _boolean(attribute: Attribute, value: Scalar) -> bool:
    if isinstance(value, (bool, int, float)):
        return bool(value)
    said = spelled(value).strip()
    if said not in _YES | _NO:
        raise InvalidConstraint(f"attribute {attribute.name!r} is yes or no, not {value!r}")
    return said in _YES


def _number(attribute: Attribute, value: object) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = value.strip() if isinstance(value, str) else ""
    said = next((quantity for quantity in quantities(text) if quantity.low == quantity.high is not None), None)
    if said is not None and said.unit and attribute.unit and not said.currency:
        fitted = said.within(attribute.unit)
        if fitted is None or fitted.low is None:
            reason = f"is measured in {attribute.unit}, not in {said.unit}: {value!r}"
            raise InvalidConstraint(f"attribute {attribute.name!r} {reason}")
        return fitted.low
    found = _NUMBER.search(text.replace(",", ""))
    if found is None:
        raise InvalidConstraint(f"attribute {attribute.name!r} is a number, not {value!r}")
    return float(found.group())
