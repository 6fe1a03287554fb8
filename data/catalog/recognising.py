"""What kind of catalog file something is, told by how it begins and what its columns are."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from data.catalog.importers import magento, markup, shopify, woocommerce
from data.catalog.importers.encodings import encoding_of, open_text
from data.catalog.importers.headings import guessed
from data.catalog.importers.layouts import layout_of
from data.catalog.importers.sources import MOST_UNPACKED, check_unpacked, open_bytes, packing
from data.catalog.importers.tables import open_table
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

_BEGINNING = 1 << 20
"""Bytes; a line of JSON may be long."""
_NO_CATALOGS = {
    b"PK\x03\x04": "a ZIP archive inside another: unpack it",
    b"\xd0\xcf\x11\xe0": "an old workbook of Excel: save it as .xlsx, or as CSV in UTF-8",
    b"%PDF": "a PDF: export the products as a file of data",
    b"\x89PNG": "a picture: choose the file of products",
    b"\xff\xd8\xff": "a picture: choose the file of products",
    b"GIF8": "a picture: choose the file of products",
    b"\x1f\x8b": "packed twice: unpack it once",
}
_GOOGLE_COLUMNS = {
    "link", "image_link", "availability", "product_type", "google_product_category", "gtin", "mpn", "condition",
    "item_group_id",
}  # fmt: skip
_SHOP_SYSTEMS = {
    "shopify": shopify.recognises,
    "woocommerce": woocommerce.recognises,
    "magento": magento.recognises,
}
_KNOWN = (
    "choose a CSV, TSV or workbook with a header, JSON (an array, or one product a line), a Google Merchant feed or "
    "other XML, pages with JSON-LD, the product export of Shopify, WooCommerce or Magento, or Icecat's JSON lines; any "
    "may be packed as gzip or ZIP"
)


def recognise(path: Path) -> str:
    """The format of the file, one of `data.catalog.formats.FORMATS`.

    Raises SourceUnreadable, which says what the file looks like, and what to do, if it is no catalog.
    """
    check_unpacked(path, MOST_UNPACKED)  # a code page is told by the whole file
    if packing(path) == "workbook":
        return _of_columns(path)
    with open_bytes(path) as file:
        start = file.read(1 << 12)
    for mark, told in _NO_CATALOGS.items():
        if start.startswith(mark):
            raise SourceUnreadable(f"{path.name}: this is {told}")
    if _is_binary(path, start):
        raise SourceUnreadable(f"{path.name}: this is no text: {_KNOWN}")
    with open_text(path, whole_lines=False) as pieces:
        text = "".join(islice(pieces, _BEGINNING >> 16)).lstrip()
    if not text:
        raise SourceUnreadable(f"{path.name}: there is nothing in it: export it again")
    if text.startswith("<"):
        return _of_markup(path, text)
    if text.startswith(("{", "[")):
        return _of_json(path, text)
    return _of_columns(path)


def _is_binary(path: Path, start: bytes) -> bool:
    """Whether it is full of control characters, and no UTF-16 or UTF-32."""
    control = sum(byte < 9 or 13 < byte < 32 for byte in start)
    return control > len(start) / 20 and not encoding_of(path).name.startswith(("utf-16", "utf-32"))


def _of_markup(path: Path, text: str) -> str:
    low = text[:2000].casefold()
    if "<html" in low or "<!doctype html" in low:
        if not _mentions(path, "ld+json"):
            raise SourceUnreadable(
                f"{path.name}: this is a web page without JSON-LD, perhaps one to sign in at: export the products again"
            )
        return "jsonld"
    if markup.is_feed(path):
        return "google"
    markup.place_of(path)
    return "xml"


def _mentions(path: Path, text: str) -> bool:
    with open_text(path, whole_lines=False) as pieces:
        return any(text in piece for piece in islice(pieces, 1 << 10))


def _of_json(path: Path, text: str) -> str:
    if '"@type"' in text and ("schema.org" in text or '"@graph"' in text):
        return "jsonld"
    layout = layout_of(path)
    if layout.kind == "lines":
        first = text[: text.find("\n")] if "\n" in text else text
        return "icecat" if any(f'"{kind}' in first for kind in ("attr_t_", "attr_n_", "attr_b_")) else "jsonl"
    if layout.kind == "one" and any(f'"{kind}' in text for kind in ("attr_t_", "attr_n_", "attr_b_")):
        return "icecat"
    return "jsonl" if layout.kind == "one" and "\n" not in text.strip() else "json"


def _of_columns(path: Path) -> str:
    report = ImportReport()
    with ExitStack() as stack:
        names = open_table(stack, path, "", lambda columns: len(guessed(columns)) > 1, report).columns
    columns = {name.casefold().removeprefix("g:").replace(" ", "_") for name in names}
    for system, recognises in _SHOP_SYSTEMS.items():
        if recognises(names):
            return system
    least = 1 if report.taken_as.get("separator") == "tab" else 2
    return "google" if {"id", "title"} <= columns and len(columns & _GOOGLE_COLUMNS) >= least else "csv"
