"""The answers that a question offers: values with counts, readable ranges, yes and no.

Counts are of the candidates that a tap on the answer keeps. Which attribute to ask is `recommender.question`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.products import Attribute
from recommender.protocol import FacetValue, Range
from retrieval.attribute_table import AttributeTable
from retrieval.tokens import value_key

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_VALUES = 8
"""Values offered: more do not fit a chat bubble, and the rest can be typed."""
MOST_CHARACTERS = 80
"""A longer value is a sentence, which nobody taps."""
MOST_SINGLE_NUMBERS = MOST_VALUES
"""Up to so many different numbers are offered one by one ("8 GB", "16 GB"), more as ranges."""
RANGES = 4
_ROUNDEST = (1, 2)
"""Significant digits tried for the edges of ranges, the roundest first."""


def facet_values(table: AttributeTable, attribute: int, entries: npt.NDArray[np.integer]) -> list[FacetValue]:
    """The answers about an attribute among the candidates that have `entries`, those of this attribute."""
    definition = table.attributes[attribute]
    if definition.kind == "numeric":
        return _numbers(definition, table.entry_number[entries], table.entry_row[entries])
    ids, counts = np.unique(table.entry_value[entries], return_counts=True)
    order = np.lexsort((ids, -counts))
    if definition.kind == "boolean":
        found = {bool(table.values[ids[i]]): int(counts[i]) for i in order}
        return [
            FacetValue(value=answer, label=label, count=found[answer])
            for answer, label in ((True, "Yes"), (False, "No"))
            if answer in found
        ]
    return _merged([(str(table.values[ids[i]]), int(counts[i])) for i in order])


def _merged(values: Sequence[tuple[str, int]]) -> list[FacetValue]:
    """The commonest values; spellings that a constraint does not tell apart are one, written as the commonest is."""
    offered = [(value, count) for value, count in values if len(value) <= MOST_CHARACTERS]
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for value, count in offered[: 4 * MOST_VALUES]:
        counts[spelling.setdefault(value_key(value), value)] += count
    return [FacetValue(value=value, label=value, count=count) for value, count in counts.most_common(MOST_VALUES)]


def _numbers(attribute: Attribute, numbers: Floats, rows: npt.NDArray[np.int32]) -> list[FacetValue]:
    different = np.unique(numbers)
    if len(different) <= MOST_SINGLE_NUMBERS:
        return [
            FacetValue(value=float(number), label=_with_unit(number, attribute), count=int((numbers == number).sum()))
            for number in different
        ]
    edges = range_edges(numbers)
    facets = []
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        inside = np.ones(len(numbers), np.bool_)
        if low is not None:
            inside &= numbers >= low
        if high is not None:
            inside &= numbers <= high
        count = len(np.unique(rows[inside]))
        facets.append(FacetValue(value=Range(min=low, max=high), label=_range_label(low, high, attribute), count=count))
    return facets


def range_edges(numbers: Floats) -> list[float]:
    """One to three rising edges that part `numbers` (at least two different ones) into ranges of like size.

    Edges are as round as the numbers' spacing allows, and every range has a number of its own.
    """
    quantiles = np.quantile(numbers, [i / RANGES for i in range(1, RANGES)], method="inverted_cdf")
    for digits in _ROUNDEST:
        edges = [rounded(float(quantile), digits) for quantile in quantiles]
        if _part(edges, numbers):
            return edges
    exact = sorted({float(quantile) for quantile in quantiles if quantile < numbers.max()})
    return exact or [(float(numbers.min()) + float(numbers.max())) / 2]


def _part(edges: Sequence[float], numbers: Floats) -> bool:
    """Whether the edges rise, and each range beginning above one of them, and the first, has a number."""
    if sorted(set(edges)) != list(edges):
        return False
    return len(np.unique(np.searchsorted(edges, numbers))) == len(edges) + 1


def rounded(number: float, digits: int) -> float:
    """A number to so many significant digits."""
    if number == 0:
        return 0.0
    return float(f"{number:.{digits - 1}e}")


def _range_label(low: float | None, high: float | None, attribute: Attribute) -> str:
    if low is None:
        return f"up to {_with_unit(high, attribute)}"
    if high is None:
        return f"{_with_unit(low, attribute)} and more"
    return f"{plain(low)} to {_with_unit(high, attribute)}"


def _with_unit(number: float | None, attribute: Attribute) -> str:
    return f"{plain(number)} {attribute.unit}" if attribute.unit else plain(number)


def plain(number: float | None) -> str:
    """A number as people write it: 1500, 2.5, 0.02; never 1.5e+03."""
    if number is None or not math.isfinite(number):
        return ""
    if number == int(number):
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.4f}".rstrip("0").rstrip(".")
