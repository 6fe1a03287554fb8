"""Shopify's product export: CSV, one row a variant or picture, grouped by Handle into one product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from data.catalog.importers.generic import Numbered, csv_rows
from data.catalog.importers.rows import BadRow, RawProduct, RawValue, Row, bad_row
from data.catalog.importers.sources import Progress, as_number
from data.catalog.reports import ImportReport

_METAFIELD = re.compile(r"^(?P<label>.+?) \((?:product\.metafields|metafield)[.:].*\)$")
_GRAMS = "Variant Grams"


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of the export. Raises SourceUnreadable if it has no Handle or Title column."""
    good: list[Numbered] = []
    for row in csv_rows(path, ",", {"Handle", "Title"}, progress, report):
        if isinstance(row, BadRow):
            yield row
        elif not row[1]["Handle"]:
            yield bad_row(row[0], "without Handle", list(row[1].values())[:3])
        else:
            good.append(row)
    for handle, rows in groupby(good, key=lambda item: item[1]["Handle"]):
        yield _product(str(handle), list(rows))


def _product(handle: str, rows: list[Numbered]) -> RawProduct | BadRow:
    line, main = next(((number, row) for number, row in rows if row.get("Title")), rows[0])
    if not main.get("Title"):
        return bad_row(line, "without Title in any row of its Handle", handle)
    variants = [row for _, row in rows if row.get("Variant Price") or row.get("Option1 Value")]
    prices = [price for row in variants if (price := as_number(row.get("Variant Price"))) is not None]
    category = main.get("Type") or (main.get("Product Category") or "").split(">")[-1].strip()
    return RawProduct(
        line=line,
        id=handle,
        title=main["Title"],
        description=main.get("Body (HTML)") or "",
        brand=main.get("Vendor") or None,
        category=category or None,
        price=min(prices, default=None),
        image_url=main.get("Image Src") or None,
        available=_is_available(main, variants),
        attributes=_attributes(main, variants),
    )


def _is_available(main: dict[str, Any], variants: list[dict[str, Any]]) -> bool:
    """Published, and at least one variant that is not out of tracked stock."""
    if (main.get("Published") or "true").lower() == "false" or (main.get("Status") or "active").lower() != "active":
        return False
    stocks = [as_number(row.get("Variant Inventory Qty")) for row in variants]
    sells_without = any((row.get("Variant Inventory Policy") or "") == "continue" for row in variants)
    return sells_without or not stocks or any(stock is None or stock > 0 for stock in stocks)


def _attributes(main: dict[str, Any], variants: list[dict[str, Any]]) -> dict[str, RawValue]:
    found: dict[str, RawValue] = {}
    for number in (1, 2, 3):
        name = main.get(f"Option{number} Name")
        values = list(dict.fromkeys(v for row in variants if (v := row.get(f"Option{number} Value"))))
        if name and name != "Title" and values:
            found[name] = values[0] if len(values) == 1 else list(values)
    for column, value in main.items():
        metafield = _METAFIELD.match(column or "")
        if metafield and value:
            found[metafield["label"]] = value
    tags = [tag.strip() for tag in (main.get("Tags") or "").split(",") if tag.strip()]
    if tags:
        found["Tags"] = list(tags)
    grams = as_number(main.get(_GRAMS))
    if grams:
        found["Weight"] = f"{grams:g} g"
    return found
