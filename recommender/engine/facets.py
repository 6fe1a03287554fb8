"""The answers that a question offers: values with counts, readable ranges, yes and no.

Counts are of the candidates that a tap on the answer keeps. Which attribute to ask is `recommender.engine.question`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Range
from data.catalog.products import Attribute
from language.words import value_key
from recommender.protocol.recommend import Bounds, FacetValue
from retrieval.attribute_table import AttributeTable

Rows = npt.NDArray[np.int64]

MOST_VALUES = 8
"""Values offered: more do not fit a chat bubble, and the rest can be typed."""
MOST_CHARACTERS = 80
"""A longer value is a sentence, which nobody taps."""
MOST_SINGLE_NUMBERS = MOST_VALUES
"""Up to so many different numbers are offered one by one ("8 GB", "16 GB"), more as ranges."""
RANGES = 4
MOST_STEPS = 100
"""From the least of the candidates' numbers to the greatest, as far as a field to fill in steps through them."""
_ROUNDEST = (1, 2)
"""Significant digits tried for the edges of ranges, the roundest first."""


def facet_values(table: AttributeTable, attribute: int, entries: npt.NDArray[np.integer]) -> list[FacetValue]:
    """The answers about an attribute among the candidates that have `entries`, those of this attribute."""
    return facets_by_attribute(table, entries).get(attribute, [])


def facets_by_attribute(table: AttributeTable, entries: npt.NDArray[np.integer]) -> dict[int, list[FacetValue]]:
    """The answers about each attribute among the candidates that have `entries`, which are sorted by attribute and then
    by row. All at once, since a request has dozens of attributes with few entries each.
    """
    if not len(entries):
        return {}
    attributes = table.entry_attribute[entries]
    starts = runs(attributes)
    found: dict[int, list[FacetValue]] = {}
    counted: list[npt.NDArray[np.integer]] = []
    for attribute, start, end in zip(attributes[starts].tolist(), starts, [*starts[1:], len(entries)], strict=True):
        own = entries[start:end]
        if table.attributes[attribute].kind == "numeric":
            found[attribute] = _numbers(table.attributes[attribute], table, own)
        else:
            counted.append(own)
    return found | _counted(table, np.concatenate(counted)) if counted else found


def bounds_by_attribute(table: AttributeTable, entries: npt.NDArray[np.integer]) -> dict[int, Bounds]:
    """Between which numbers the candidates lie, of each attribute whose answers are ranges; `entries` as above."""
    found: dict[int, Bounds] = {}
    if not len(entries):
        return found
    attributes = table.entry_attribute[entries]
    starts = runs(attributes)
    for attribute, start, end in zip(attributes[starts].tolist(), starts, [*starts[1:], len(entries)], strict=True):
        if table.attributes[attribute].kind == "numeric":
            numbers = np.unique(table.entry_number[entries[start:end]])
            if len(numbers) > MOST_SINGLE_NUMBERS:
                found[attribute] = Bounds(min=float(numbers[0]), max=float(numbers[-1]), step=step_of(numbers))
    return found


def step_of(numbers: npt.NDArray[np.floating]) -> float:
    """A round step (1, 2 or 5 of a power of ten) through rising numbers, about `MOST_STEPS` of it from the first to the
    last, and no finer than what tells them apart."""
    finest = float(np.diff(numbers).min())
    aim = max((float(numbers[-1]) - float(numbers[0])) / MOST_STEPS, finest)
    power = 10.0 ** math.floor(math.log10(aim))
    return float(f"{max(digit * power for digit in (1, 2, 5) if digit * power <= aim * (1 + 1e-9)):.10g}")


def _counted(table: AttributeTable, entries: npt.NDArray[np.integer]) -> dict[int, list[FacetValue]]:
    """The answers about attributes that are not numeric, whose entries are sorted by attribute."""
    ordered = np.sort(table.entry_value[entries])  # by attribute too: its values are adjacent
    starts = runs(ordered)
    ids, counts = ordered[starts].astype(np.int64), np.diff(np.append(starts, len(ordered)))
    owners = np.searchsorted(table.value_start, ids, side="right") - 1
    bounds = runs(owners)
    # The commonest first, then the first seen: as one number each, for sorting by three takes ten times as long.
    rank = np.repeat(np.arange(len(bounds)), np.diff(np.append(bounds, len(owners))))
    most = int(counts.max()) + 1
    order = np.sort((rank * most + (most - 1 - counts)) * len(ids) + np.arange(len(ids))) % len(ids)
    ids, counts = ids[order], counts[order]
    found = {}
    for start, end in zip(bounds, [*bounds[1:], len(ids)], strict=True):
        attribute = int(owners[start])
        own = zip(ids[start:end].tolist(), counts[start:end].tolist(), strict=True)
        found[attribute] = _offered(table, attribute, own)
    return found


def _offered(table: AttributeTable, attribute: int, counts: Iterable[tuple[int, int]]) -> list[FacetValue]:
    """The answers out of values with their counts, the commonest first."""
    if table.attributes[attribute].kind == "boolean":
        known = {bool(table.values[value]): count for value, count in counts}
        return [
            FacetValue(value=answer, label=label, count=known[answer])
            for answer, label in ((True, "Yes"), (False, "No"))
            if answer in known
        ]
    return _merged((str(table.values[value]), count) for value, count in counts)


def _merged(values: Iterable[tuple[str, int]]) -> list[FacetValue]:
    """The commonest values; spellings that a constraint does not tell apart are one, written as the commonest is.

    `values` come with the commonest first.
    """
    spelling: dict[str, str] = {}
    counts: dict[str, int] = {}
    read = 0
    for value, count in values:
        if len(value) > MOST_CHARACTERS:
            continue
        key = value_key(value)
        counts[key] = counts.get(key, 0) + count
        spelling.setdefault(key, value)
        read += 1
        if read == 4 * MOST_VALUES:
            break
    best = sorted(counts, key=counts.__getitem__, reverse=True)[:MOST_VALUES]
    return [FacetValue(value=spelling[key], label=spelling[key], count=counts[key]) for key in best]


def _numbers(attribute: Attribute, table: AttributeTable, entries: npt.NDArray[np.integer]) -> list[FacetValue]:
    ordered = np.sort(table.entry_number[entries]).tolist()
    different = sorted(set(ordered))
    if len(different) <= MOST_SINGLE_NUMBERS:
        return [
            FacetValue(value=number, label=with_unit(number, attribute), count=ordered.count(number))
            for number in different
        ]
    edges = range_edges(ordered)
    facets = []
    for low, high in zip([None, *edges], [*edges, None], strict=True):
        first = 0 if low is None else bisect_left(ordered, low)
        end = len(ordered) if high is None else bisect_right(ordered, high)
        count = end - first
        if count and not table.entry_first[entries].all():  # a product may have several numbers in the range
            numbers = table.entry_number[entries]
            inside = (numbers >= ordered[first]) & (numbers <= ordered[end - 1])
            count = len(np.unique(table.entry_row[entries][inside]))
        facets.append(FacetValue(value=Range(min=low, max=high), label=range_label(low, high, attribute), count=count))
    return facets


def runs(ordered: npt.NDArray[np.generic]) -> Rows:
    """Where each run of equal numbers begins."""
    begins = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def range_edges(numbers: Sequence[float]) -> list[float]:
    """One to three rising edges that part `numbers` (rising, at least two different ones) into ranges of like size.

    Edges are as round as the numbers' spacing allows, and every range has a number of its own.
    """
    quantiles = [numbers[math.ceil(len(numbers) * i / RANGES) - 1] for i in range(1, RANGES)]
    for digits in _ROUNDEST:
        edges = [rounded(quantile, digits) for quantile in quantiles]
        if _part(edges, numbers):
            return edges
    exact = sorted({quantile for quantile in quantiles if quantile < numbers[-1]})
    return exact or [(numbers[0] + numbers[-1]) / 2]


def _part(edges: Sequence[float], numbers: Sequence[float]) -> bool:
    """Whether the edges rise, and each range beginning above one of them, and the first, has a number."""
    if sorted(set(edges)) != list(edges):
        return False
    above = [0, *(bisect_right(numbers, edge) for edge in edges), len(numbers)]
    return all(first < end for first, end in pairwise(above))


def rounded(number: float, digits: int) -> float:
    """A number to so many significant digits."""
    if number == 0:
        return 0.0
    return float(f"{number:.{digits - 1}e}")


def range_label(low: float | None, high: float | None, attribute: Attribute) -> str:
    if low is None:
        return f"up to {with_unit(high, attribute)}"
    if high is None:
        return f"{with_unit(low, attribute)} and more"
    return f"{plain(low)} to {with_unit(high, attribute)}"


def with_unit(number: float | None, attribute: Attribute) -> str:
    return f"{plain(number)} {attribute.unit}" if attribute.unit else plain(number)


def plain(number: float | None) -> str:
    """A number as people write it: 1500, 2.5, 0.02; never 1.5e+03."""
    if number is None or not math.isfinite(number):
        return ""
    if number == int(number):
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.4f}".rstrip("0").rstrip(".")
