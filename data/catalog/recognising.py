"""What kind of catalog file something is, told by how it begins. Reads the beginning alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from data.catalog.importers import magento, shopify, woocommerce
from data.catalog.importers.sources import open_bytes
from data.errors import SourceUnreadable

AUTO = "auto"
"""The format that leaves it to this module."""
_BEGINNING = 1 << 20
"""Bytes; a line of JSON may be long."""
_NO_CATALOGS = {
    b"PK\x03\x04": "a ZIP archive or a workbook of Excel: save it as CSV in UTF-8, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old workbook of Excel: save it as CSV in UTF-8",
    b"%PDF": "a PDF: export the products as a file of data",
    b"\x89PNG": "a picture: choose the file of products",
    b"\xff\xd8\xff": "a picture: choose the file of products",
}
_GOOGLE_COLUMNS = {
    "link", "image_link", "image link", "availability", "product_type", "product type", "google_product_category",
    "google product category", "gtin", "mpn", "condition",
}  # fmt: skip
_SHOP_SYSTEMS = {
    "shopify": shopify.recognises,
    "woocommerce": woocommerce.recognises,
    "magento": magento.recognises,
}
_KNOWN = (
    "choose JSON lines (one product each), CSV or TSV with a header, a Google Merchant feed, the product export of "
    "Shopify, WooCommerce or Magento, or Icecat's JSON lines; any of them may be gzipped"
)


def recognise(path: Path) -> str:
    """The format of the file, one of `data.catalog.importing.FORMATS`.

    Raises SourceUnreadable, which says what the file looks like, and what to do, if it is no catalog.
    """
    with open_bytes(path) as file:
        start = file.read(_BEGINNING)
    for mark, told in _NO_CATALOGS.items():
        if start.startswith(mark):
            raise SourceUnreadable(f"{path.name}: this is {told}")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceUnreadable(f"{path.name}: this is text in UTF-16: save it in UTF-8")
    if b"\0" in start:
        raise SourceUnreadable(f"{path.name}: this is no text: {_KNOWN}")
    text = start.decode("utf-8-sig", "replace").lstrip()
    if not text:
        raise SourceUnreadable(f"{path.name}: there is nothing in it: export it again")
    if text.startswith("<"):
        return _of_xml(path, text)
    if text.startswith(("{", "[")):
        return _of_json(path, text)
    return _of_columns(path, text)


def _of_xml(path: Path, text: str) -> str:
    low = text[:2000].lower()
    if "<html" in low or "<!doctype html" in low:
        raise SourceUnreadable(f"{path.name}: this is a web page, perhaps one to sign in at: export the products again")
    if "<rss" in low or "<feed" in low or "<channel" in low:
        return "google"
    raise SourceUnreadable(f"{path.name}: this is XML, and no Google Merchant feed (RSS or Atom): {_KNOWN}")


def _of_json(path: Path, text: str) -> str:
    line = text.splitlines()[0]
    try:
        first = json.loads(line)
    except ValueError as error:
        told = f"{path.name}: this looks like JSON, and its first line is no whole object: write one product a line"
        raise SourceUnreadable(f"{told} (jq -c '.[]' makes lines of an array)") from error
    if not isinstance(first, dict):
        raise SourceUnreadable(f"{path.name}: this is one JSON array: write one product a line (jq -c '.[]' does so)")
    return "icecat" if any(key[:7] in ("attr_t_", "attr_n_", "attr_b_") for key in first) else "jsonl"


def _of_columns(path: Path, text: str) -> str:
    header = text.splitlines()[0]
    delimiter = max(",;\t|", key=header.count)
    columns = {column.strip() for column in next(csv.reader([header], delimiter=delimiter))}
    if len(columns) < 2:
        raise SourceUnreadable(f"{path.name}: its first line ({header[:60]!r}) names no columns: {_KNOWN}")
    for system, recognises in _SHOP_SYSTEMS.items():
        if recognises(columns):
            return system
    if delimiter == "\t" and {"id", "title"} <= columns and columns & _GOOGLE_COLUMNS:
        return "google"
    return "csv"
