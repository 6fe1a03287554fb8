"""Google Merchant product feeds: RSS or Atom XML, and tab-separated text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from data.catalog.importers.generic import csv_rows
from data.catalog.importers.rows import BadRow, RawProduct, RawSale, RawValue, Row, bad_row
from data.catalog.importers.sources import Progress, open_bytes
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

_ATTRIBUTES = (
    "color", "size", "material", "pattern", "gender", "age_group", "condition", "size_type", "size_system",
    "energy_efficiency_class", "product_weight", "product_length", "product_width", "product_height", "multipack",
)  # fmt: skip
_ITEMS = {"item", "entry"}


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The rows of the feed; XML is known by its first character."""
    with open_bytes(path) as file:
        start = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
    yield from _read_xml(path, progress) if start.startswith(b"<") else _read_tsv(path, progress)


def _read_tsv(path: Path, progress: Progress | None) -> Iterator[Row]:
    for row in csv_rows(path, "\t", {"id", "title"}, progress):
        if isinstance(row, BadRow):
            yield row
        else:
            fields = {name.replace(" ", "_"): [str(value)] for name, value in row[1].items() if value}
            yield _product(row[0], fields)


def _read_xml(path: Path, progress: Progress | None) -> Iterator[Row]:
    """One item at a time, so that a large feed does not fill the memory. An item's line is its number in the feed."""
    number = 0
    with open_bytes(path, progress) as file:
        try:
            for _, element in iterparse(file):
                if _name(element) in _ITEMS:
                    number += 1
                    yield _product(number, _fields(element))
                    element.clear()
        except (ParseError, DefusedXmlException) as error:
            raise SourceUnreadable(
                f"{path}: the XML is broken after item {number}: {error}; export it again"
            ) from error
    if number == 0:
        raise SourceUnreadable(f"{path}: the XML holds no <item> or <entry>; is it a Google Merchant feed?")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _fields(item: Element) -> dict[str, list[Any]]:
    fields: dict[str, list[Any]] = {}
    for child in item:
        value: Any = (child.text or "").strip() or child.get("href")
        if len(child):
            value = {_name(part): (part.text or "").strip() for part in child}
        if value:
            fields.setdefault(_name(child), []).append(value)
    return fields


def _product(line: int, fields: dict[str, list[Any]]) -> Row:
    def first(*names: str) -> str | None:
        return next((str(fields[name][0]).strip() for name in names if fields.get(name)), None)

    identity, title = first("id"), first("title")
    if not identity or not title:
        return bad_row(line, f"without {'title' if identity else 'id'}", fields)
    category = first("product_type", "google_product_category")
    return RawProduct(
        line=line,
        id=identity,
        title=title,
        description=first("description", "summary") or "",
        brand=first("brand"),
        category=category.split(">")[-1].strip() if category else None,
        price=first("price"),
        sale=_sale(first("sale_price"), first("sale_price_effective_date")),
        image_url=first("image_link"),
        url=first("link"),
        available=first("availability"),
        attributes=_attributes(fields),
    )


def _sale(price: str | None, dates: str | None) -> RawSale | None:
    return RawSale(price, dates) if price else None


def _attributes(fields: dict[str, list[Any]]) -> dict[str, RawValue]:
    found: dict[str, RawValue] = {}
    for name in _ATTRIBUTES:
        values = [part.strip() for value in fields.get(name, []) for part in str(value).split("/") if part.strip()]
        if values:
            found[name] = values[0] if len(values) == 1 else list(values)
    for detail in fields.get("product_detail", []):
        name, value = _detail(detail)
        if name and value:
            found[name] = value
    return found


def _detail(detail: Any) -> tuple[str, str]:
    """A product detail: nested elements in XML, `section:name:value` in text."""
    if isinstance(detail, dict):
        return detail.get("attribute_name", ""), detail.get("attribute_value", "")
    parts = str(detail).split(":", 2)
    return (parts[1].strip(), parts[2].strip()) if len(parts) == 3 else ("", "")
