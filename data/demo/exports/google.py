"""As a Google Merchant feed in XML: an item a form, those of one product by their group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from data.demo.exports.listings import SHOP, Form, Listing, written

NAMES = {"Colour": "color", "Size": "size", "Material": "material", "Pattern": "pattern"}
"""What Google calls the attributes that it knows."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'


def write(path: Path, products: Sequence[Listing]) -> None:
    """Writes the feed as `path`."""
    items = ("".join(_item(one, form)) for one in products for form in one.forms)
    path.write_text(f"{_HEAD}\n<title>Demo</title>\n{''.join(items)}</channel></rss>\n", encoding="utf-8")


def _item(one: Listing, form: Form) -> Iterator[str]:
    yield "<item>\n"
    fields = {
        "g:id": form.sku,
        "g:item_group_id": f"{one.id}-all" if one.option else "",
        "title": one.title,
        "description": one.description,
        "g:brand": one.brand,
        "g:product_type": f"Shop > {one.category}",
        "g:price": f"{form.list_price or form.price:.2f} EUR",
        "g:sale_price": f"{form.price:.2f} EUR" if form.list_price else "",
        "link": f"{SHOP}/{one.id}",
        "g:image_link": f"{SHOP}/{form.image}",
        "g:availability": "in_stock" if form.available else "out_of_stock",
        "g:gtin": form.gtin,
        "g:mpn": one.mpn,
    }
    for name, text in fields.items():
        if text:
            yield f"<{name}>{escape(text)}</{name}>\n"
    yield from _attributes(one, form)
    yield "</item>\n"


def _attributes(one: Listing, form: Form) -> Iterator[str]:
    stated = dict(one.attributes) | ({one.option: form.option or ""} if one.option else {})
    for name, value in stated.items():
        known = NAMES.get(name)
        text = "/".join(written(part) for part in (value if isinstance(value, list) else [value]))
        if known:
            yield f"<g:{known}>{escape(text)}</g:{known}>\n"
            continue
        for part in value if isinstance(value, list) else [value]:
            yield (
                f"<g:product_detail><g:attribute_name>{escape(name)}</g:attribute_name>"
                f"<g:attribute_value>{escape(written(part))}</g:attribute_value></g:product_detail>\n"
            )
