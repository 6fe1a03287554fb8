"""Products as WooCommerce's webhooks have them: the JSON of its REST API, mapped to what its export is mapped to.

A product with variations comes with their numbers alone; a variation comes by itself, with that of its parent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.catalog.importers.cells import text
from data.catalog.importers.identifiers import add_barcode, add_code
from data.catalog.importers.rows import RawCodes, RawProduct, RawSale, RawValue, RawVariant

_PUBLISHED = "publish"


def parent_of(payload: Mapping[str, Any]) -> str | None:
    """The product of which this is a variation; None of a product."""
    parent = text(payload.get("parent_id"))
    return parent if text(payload.get("type")).casefold() == "variation" and parent not in ("", "0") else None


def variations_of(payload: Mapping[str, Any]) -> list[str] | None:
    """The numbers of a product's variations; None of one that has none."""
    if "variable" not in text(payload.get("type")).casefold():
        return None
    found = payload.get("variations")
    return (
        [text(one.get("id") if isinstance(one, Mapping) else one) for one in found] if isinstance(found, list) else []
    )


def read_product(payload: Mapping[str, Any]) -> RawProduct:
    """The product, without its variations. Raises ValueError for what is no product."""
    id = text(payload.get("id"))
    if not id:
        raise ValueError("id: it is missing")
    price, sale = _price(payload)
    descriptions = (text(payload.get("short_description")), text(payload.get("description")))
    categories = [name for one in _objects(payload, "categories") if (name := text(one.get("name")))]
    return RawProduct(
        1,
        id,
        text(payload.get("name")),
        description="\n".join(filter(None, descriptions)),
        brand=next((name for one in _objects(payload, "brands") if (name := text(one.get("name")))), None),
        category=categories[-1] if categories else None,
        price=price,
        sale=sale,
        available=text(payload.get("stock_status")) or None,
        image_url=next((src for one in _objects(payload, "images") if (src := text(one.get("src")))), None),
        url=text(payload.get("permalink")) or None,
        withheld=_withheld(payload),
        codes=_codes(payload),
        attributes=_attributes(payload),
    )


def read_variation(payload: Mapping[str, Any]) -> tuple[RawVariant, str | None]:
    """A variation, and why it is not offered, if it is not. Raises ValueError for what is none."""
    id = text(payload.get("id"))
    if not id:
        raise ValueError("id: it is missing")
    price, sale = _price(payload)
    image = payload.get("image")
    stated = {text(one.get("name")): text(one.get("option")) for one in _objects(payload, "attributes")}
    form = RawVariant(
        1,
        id,
        options={name: value for name, value in stated.items() if name and value},
        price=price,
        sale=sale,
        available=text(payload.get("stock_status")) or None,
        image_url=(text(image.get("src")) or None) if isinstance(image, Mapping) else None,
        url=text(payload.get("permalink")) or None,
        codes=_codes(payload),
    )
    return form, _withheld(payload)


def _objects(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = payload.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _price(payload: Mapping[str, Any]) -> tuple[str | None, RawSale | None]:
    regular, reduced = text(payload.get("regular_price")), text(payload.get("sale_price"))
    if not regular or not reduced:
        return regular or reduced or text(payload.get("price")) or None, None
    begins, ends = (text(payload.get(f"date_on_sale_{end}_gmt")) or None for end in ("from", "to"))
    return regular, RawSale(reduced, begins, ends)


def _withheld(payload: Mapping[str, Any]) -> str | None:
    status = text(payload.get("status")).casefold()
    if status not in ("", _PUBLISHED):
        return status
    return "hidden" if text(payload.get("catalog_visibility")).casefold() == "hidden" else None


def _codes(payload: Mapping[str, Any]) -> RawCodes:
    codes: RawCodes = {}
    add_code(codes, "sku", text(payload.get("sku")))
    add_barcode(codes, text(payload.get("global_unique_id")))
    return codes


def _attributes(payload: Mapping[str, Any]) -> dict[str, RawValue]:
    found: dict[str, RawValue] = {}
    for one in _objects(payload, "attributes"):
        values = one.get("options")
        named = [value for each in values if (value := text(each))] if isinstance(values, list) else []
        if (name := text(one.get("name"))) and named:
            found[name] = named[0] if len(named) == 1 else list(named)
    if tags := [name for one in _objects(payload, "tags") if (name := text(one.get("name")))]:
        found["Tags"] = list(tags)
    return found
