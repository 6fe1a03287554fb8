"""Sizes of several sides in one value: parted where the column's name or the values say which side is which.

"280 x 325 x 715 mm" under "Dimensions (H x W x D)" becomes a height, a width and a depth, which can be asked for. Where
nothing says, the text stays (`data.catalog.normalisation.values` tells so).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.catalog.importers.rows import RawProduct, RawValue
from data.catalog.normalisation.labels import attribute_name, label
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.reports import ImportReport
from language import sides
from language.units import stated_in

LEAST_SHARE = 0.8
"""Of a column's values that have as many lengths as its name has sides."""

Parts = dict[str, str]
"""The lengths of one value by side."""


def with_sides_apart(rows: Sequence[RawProduct], report: ImportReport) -> list[RawProduct]:
    """The rows with an attribute for each side; one that a row states already stays as it states it."""
    parted = _parted(rows)
    return [_apart(row, parted.get(number, {}), report) for number, row in enumerate(rows)]


def _parted(rows: Sequence[RawProduct]) -> dict[int, dict[str, Parts]]:
    """By row and attribute, the lengths; only of columns most of whose values have them."""
    columns: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for number, row in enumerate(rows):
        for name, value in row.attributes.items():
            if isinstance(value, str) and not is_placeholder(text := plain(value)):
                columns[name][number] = text
    found: defaultdict[int, dict[str, Parts]] = defaultdict(dict)
    for name, values in columns.items():
        parts = {number: parts for number, text in values.items() if (parts := _parts(name, text))}
        if len(parts) >= LEAST_SHARE * len(values):
            for number, of in parts.items():
                found[number][name] = of
    return found


def _parts(name: str, text: str) -> Parts | None:
    lengths = sides.lengths(text)
    if lengths is None:
        return None
    named = sides.named([length.side or "" for length in lengths]) or sides.told_by(label(name))
    if named is None or len(named) != len(lengths):
        return None
    unit = stated_in(name) or ""
    texts = (
        length.text if any(c.isalpha() or c in "\"'″” " for c in length.text) else f"{length.text} {unit}"
        for length in lengths
    )
    return dict(zip(named, map(str.strip, texts), strict=True))


def _apart(row: RawProduct, parted: Mapping[str, Parts], report: ImportReport) -> RawProduct:
    if not parted:
        return row
    attributes: dict[str, RawValue] = {name: value for name, value in row.attributes.items() if name not in parted}
    stated = {attribute_name(name) for name in attributes}
    for name, parts in parted.items():
        report.repaired(row.line, row.id, f"sizes parted into {', '.join(parts)}", f"{name}: {row.attributes[name]}")
        attributes |= {side: text for side, text in parts.items() if attribute_name(side) not in stated}
    return replace(row, attributes=attributes)
