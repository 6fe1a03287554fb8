"""Which kind of number a code is, where its column does not say: by its check digit."""

from __future__ import annotations

import re

from stdnum import ean, isbn

from data.catalog.importers.rows import RawCodes
from data.catalog.products import CodeKind

_LOST = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
"""What a spreadsheet leaves of a long number: its last digits are gone."""


def spelled_code(text: str) -> str:
    """The code without blanks around it and the apostrophe that keeps spreadsheets from taking it for a number."""
    return text.strip().removeprefix("'").strip()


def is_mangled(text: str) -> bool:
    """Whether a spreadsheet rounded the number ("4.00638E+12"), so that it is nobody's code any more."""
    return _LOST.fullmatch(text.strip()) is not None


def barcode_kind(code: str) -> CodeKind:
    """isbn or gtin (EAN, UPC) if the check digit is right (ISO 2108; GS1 General Specifications, 7.9), else sku."""
    if isbn.is_valid(code):
        return "isbn"
    return "gtin" if ean.is_valid(code) else "sku"


def add_code(codes: RawCodes, kind: CodeKind, text: str) -> None:
    """Adds the code, unless it is empty, mangled or there already."""
    code = spelled_code(text)
    if code and not is_mangled(code) and code not in codes.get(kind, ()):
        codes.setdefault(kind, []).append(code)


def add_barcode(codes: RawCodes, text: str) -> None:
    """Adds a code whose kind only its digits tell."""
    add_code(codes, barcode_kind(spelled_code(text)), text)
