"""As WooCommerce exports products: a row a product or variation, attributes in numbered columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from data.demo.exports.listings import SHOP, Form, Listing, Value, written

_COLUMNS = (
    "ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?", "Visibility in catalog",
    "Short description", "Description", "Date sale price starts", "Date sale price ends", "Tax status", "Tax class",
    "In stock?", "Stock", "Low stock amount", "Backorders allowed?", "Sold individually?", "Allow customer reviews?",
    "Purchase note", "Sale price", "Regular price", "Categories", "Tags", "Shipping class", "Images", "Parent",
    "Grouped products", "Upsells", "Cross-sells", "External URL", "Button text", "Position", "Brands", "Meta: _mpn",
)  # fmt: skip
_FIRST_VARIATION = 1_000_000
"""Numbers of variations; those of products are below."""


def write(path: Path, products: Sequence[Listing]) -> None:
    """Writes wc-product-export.csv as `path`."""
    most = max((len(one.attributes) + 1 for one in products), default=0)
    numbered = [
        f"Attribute {n} {what}" for n in range(1, most + 1) for what in ("name", "value(s)", "visible", "global")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*_COLUMNS, *numbered], restval="")
        writer.writeheader()
        for one in products:
            writer.writerows(_rows(one))


def _rows(one: Listing) -> Iterator[dict[str, str]]:
    attributes: dict[str, Value] = dict(one.attributes)
    if one.option is None:
        [form] = one.forms
        yield _common(form) | _product(one, "simple") | _offer(form) | _attributes(attributes)
        return
    options: list[str] = [form.option or "" for form in one.forms]
    yield (
        {"SKU": f"{one.id}-all", "Published": "1"}
        | _product(one, "variable")
        | {"In stock?": "1"}
        | _attributes({one.option: options} | attributes)
    )
    for form in one.forms:
        own = {
            "ID": str(_FIRST_VARIATION + one.number * 100 + one.forms.index(form)),
            "Type": "variation",
            "Name": f"{one.title} - {form.option}",
            "Parent": f"id:{one.number}",
            "Images": f"{SHOP}/{form.image}",
        }
        yield _common(form) | own | _offer(form) | _attributes({one.option: form.option or ""})


def _common(form: Form) -> dict[str, str]:
    return {"SKU": form.sku, "GTIN, UPC, EAN, or ISBN": form.gtin, "Published": "1", "Tax status": "taxable"}


def _product(one: Listing, kind: str) -> dict[str, str]:
    return {
        "ID": str(one.number),
        "Type": kind,
        "Name": one.title,
        "Visibility in catalog": "visible",
        "Description": f"<p>{one.description}</p>",
        "Categories": f"Shop > {_escaped(one.category)}, Sale",
        "Images": f"{SHOP}/{one.forms[0].image}, {SHOP}/back.svg",
        "Brands": _escaped(one.brand),
        "Meta: _mpn": one.mpn,
    }


def _offer(form: Form) -> dict[str, str]:
    regular, sale = (form.list_price, form.price) if form.list_price else (form.price, None)
    return {
        "In stock?": "1" if form.available else "0",
        "Regular price": f"{regular:g}",
        "Sale price": f"{sale:g}" if sale else "",
    }


def _attributes(values: Mapping[str, Value]) -> dict[str, str]:
    found = {}
    for number, (name, value) in enumerate(values.items(), start=1):
        found[f"Attribute {number} name"] = name
        found[f"Attribute {number} value(s)"] = _listed(value)
        found[f"Attribute {number} visible"] = "1"
        found[f"Attribute {number} global"] = "1"
    return found


def _listed(value: Value) -> str:
    return ", ".join(_escaped(written(one)) for one in (value if isinstance(value, list) else [value]))


def _escaped(text: str) -> str:
    return text.replace(",", "\\,")
