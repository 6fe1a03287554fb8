"""WooCommerce's columns by their order, which is the same in every language, for languages whose names are not known.

Source: WC_Product_CSV_Exporter::get_default_column_names; attributes follow, four or five columns each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

_BEFORE_CODES = ("ID", "Type", "SKU")
_CODES = ("GTIN, UPC, EAN, or ISBN",)
"""Since WooCommerce 9.2."""
_NAMED = (
    "Name", "Published", "Is featured?", "Visibility in catalog", "Short description", "Description",
    "Date sale price starts", "Date sale price ends", "Tax status", "Tax class", "In stock?", "Stock",
    "Low stock amount", "Backorders allowed?", "Sold individually?",
)  # fmt: skip
_MEASURES = ("Weight", "Length", "Width", "Height")
_AFTER_MEASURES = (
    "Allow customer reviews?", "Purchase note", "Sale price", "Regular price", "Categories", "Tags", "Shipping class",
    "Images", "Download limit", "Download expiry days", "Parent", "Grouped products", "Upsells", "Cross-sells",
    "External URL", "Button text", "Position",
)  # fmt: skip
_OF_ATTRIBUTE = ("name", "value(s)", "visible", "global", "default")
_LEAST_OF_ATTRIBUTE = 4
_UNIT = re.compile(r"(?P<unit>\s*\([^()\d]{1,4}\))$")
_NUMBER = re.compile(r"\D*(?P<number>\d{1,3})\D*")


def english_names(names: Sequence[str]) -> dict[str, str]:
    """What WooCommerce calls the columns in English, by their own names; empty if their order is not its own.

    What tells it: the number first, and weight and three sizes with their units where they belong.
    """
    for codes in (_CODES, ()):
        before = (*_BEFORE_CODES, *codes, *_NAMED)
        measures = [_UNIT.search(name) for name in names[len(before) : len(before) + len(_MEASURES)]]
        if names[:1] == ["ID"] and len(measures) == len(_MEASURES) and all(measures):
            units = [f"{name}{found['unit']}" for name, found in zip(_MEASURES, measures, strict=True) if found]
            known = (*before, *units, *_AFTER_MEASURES)
            return dict(zip(names, known, strict=False)) | _attributes(names[len(known) :])
    return {}


def _attributes(names: Iterable[str]) -> dict[str, str]:
    """The columns of each attribute stand together, four at least, and share its number alone."""
    found: dict[str, str] = {}
    own = (name for name in names if not name.startswith("Meta: "))
    for number, group in groupby(own, lambda name: (match := _NUMBER.fullmatch(name)) and match["number"]):
        columns = list(group)
        if number and len(columns) in (_LEAST_OF_ATTRIBUTE, len(_OF_ATTRIBUTE)):
            found |= {name: f"Attribute {number} {what}" for name, what in zip(columns, _OF_ATTRIBUTE, strict=False)}
    return found
