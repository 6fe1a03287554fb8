"""Which rows are kept, and which numbers are believed: duplicates, empty rows, outliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation.texts import plain
from data.catalog.products import AttributeValue
from data.catalog.reports import ImportReport

LEAST_NUMBERS = 12
"""Below this many numbers of one attribute in one category there is no telling what is far out."""
FAR_OUT = 8.0
"""Robust z-score of the logarithm (median and MAD). Iglewicz & Hoaglin 1993 use 3.5; honest catalogs exceed that."""
LEAST_SLIP = 30.0
"""And at least this many times smaller or larger than the median: a slip of the unit, not an unusual product."""


def keep_rows(rows: Sequence[RawProduct], report: ImportReport) -> list[RawProduct]:
    """The rows with an id and a title, the first of each id, and the first of rows that are the same but for the id."""
    kept: list[RawProduct] = []
    ids: dict[str, int] = {}
    contents: dict[tuple[object, ...], str] = {}
    for row in rows:
        if row.withheld:
            report.withheld(row.line, row.id, row.withheld)
            continue
        title = plain(row.title)
        if not row.id or not title:
            report.dropped(row.line, row.id or "?", "no id or no title")
            continue
        if row.id in ids:
            report.dropped(row.line, row.id, "the id occurs before", f"first in line {ids[row.id]}")
            continue
        ids[row.id] = row.line
        content = (title, row.description, row.brand, row.price, row.currency, row.url, row.image_url, _further(row))
        if content in contents:
            report.dropped(row.line, row.id, "the same product under another id", f"as {contents[content]}")
            continue
        contents[content] = row.id
        kept.append(row)
    return kept


def _further(row: RawProduct) -> str:
    """What else tells a product from one of the same texts: all but the shop's own numbers."""
    codes = {kind: found for kind, found in row.codes.items() if kind != "sku"}
    forms = [(form.options, form.price, form.sale, form.url, form.image_url) for form in row.variants]
    return repr((row.sale, row.attributes, codes, forms))


def far_out(values: Mapping[int, AttributeValue], groups: Sequence[str | None]) -> set[int]:
    """The products whose number is far out among those of their group (category), given one attribute's values."""
    by_group: defaultdict[str | None, list[tuple[int, float]]] = defaultdict(list)
    for product, value in values.items():
        if isinstance(value, float) and value > 0:
            by_group[groups[product]].append((product, value))
    found: set[int] = set()
    for members in by_group.values():
        if len(members) >= LEAST_NUMBERS:
            found |= _far_out(members)
    return found


def _far_out(members: list[tuple[int, float]]) -> set[int]:
    logs = np.log([value for _, value in members])
    distance = np.abs(logs - np.median(logs))
    spread = max(float(np.median(distance)) * 1.4826, 0.05)
    limit = max(FAR_OUT * spread, float(np.log(LEAST_SLIP)))
    return {product for (product, _), far in zip(members, distance, strict=True) if far > limit}
