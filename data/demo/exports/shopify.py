"""As Shopify exports products since 2024: a row a variant, attributes as metafields."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from data.demo.exports.listings import SHOP, Form, Listing, Value, written

_COLUMNS = (
    "Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags", "Published on online store",
    "Status", "SKU", "Barcode", "Option1 name", "Option1 value", "Option1 Linked To", "Price", "Compare-at price",
    "Cost per item", "Inventory tracker", "Inventory quantity", "Continue selling when out of stock",
    "Weight unit for display", "Product image URL", "Image position", "Variant image URL", "Gift card", "SEO title",
    "Google Shopping / MPN",
)  # fmt: skip


def write(path: Path, products: Sequence[Listing]) -> None:
    """Writes products_export.csv as `path`."""
    names = list(dict.fromkeys(name for one in products for name in one.attributes))
    columns = {name: f"{name} (product.metafields.custom.{name.lower().replace(' ', '_')})" for name in names}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*_COLUMNS, *columns.values()], restval="")
        writer.writeheader()
        for one in products:
            metafields = {columns[name]: _metafield(value) for name, value in one.attributes.items()}
            for place, form in enumerate(one.forms):
                first = _first(one) | metafields if place == 0 else {}
                writer.writerow({"URL handle": one.id} | first | _variant(one, form))


def _first(one: Listing) -> dict[str, str]:
    return {
        "Title": one.title,
        "Description": f"<p>{one.description}</p>",
        "Vendor": one.brand,
        "Type": one.category,
        "Published on online store": "TRUE",
        "Status": "Active",
        "Option1 name": one.option or "Title",
        "Product image URL": f"{SHOP}/{one.forms[0].image}",
        "Image position": "1",
        "Gift card": "FALSE",
        "Google Shopping / MPN": one.mpn,
    }


def _variant(one: Listing, form: Form) -> dict[str, str]:
    return {
        "SKU": form.sku,
        "Barcode": f"'{form.gtin}",
        "Option1 value": form.option or "Default Title",
        "Price": f"{form.price:.2f}",
        "Compare-at price": f"{form.list_price:.2f}" if form.list_price else "",
        "Cost per item": "1.00",
        "Inventory tracker": "shopify",
        "Inventory quantity": "3" if form.available else "0",
        "Continue selling when out of stock": "DENY",
        "Variant image URL": f"{SHOP}/{form.image}" if one.option else "",
    }


def _metafield(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, list) else written(value)
