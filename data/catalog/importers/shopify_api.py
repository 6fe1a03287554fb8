"""Products as Shopify's webhooks have them: the JSON of its Admin API, mapped to what its export is mapped to, so that
both call products and variants by the same ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.catalog.importers.cells import text
from data.catalog.importers.identifiers import add_barcode, add_code
from data.catalog.importers.paths import last_level
from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.importers.sales import on_sale
from data.catalog.importers.shopify import NO_OPTION, NO_TYPE, identified
from data.catalog.shop_items import ShopItem

_OPTIONS = (1, 2, 3)


def read_product(payload: Mapping[str, Any], base_url: str | None = None) -> tuple[RawProduct, list[ShopItem]]:
    """The product, and what Shopify's own numbers in it stand for. Raises ValueError for what is no product.

    `base_url` is the shop's address, by which a product's page is found; without it products have no link.
    """
    handle = text(payload.get("handle"))
    if not handle:
        raise ValueError("handle: it is missing")
    images = {text(image.get("id")): text(image.get("src")) or None for image in _objects(payload, "images")}
    main = payload.get("image")
    product = RawProduct(
        1,
        handle,
        text(payload.get("title")),
        description=text(payload.get("body_html")),
        brand=text(payload.get("vendor")) or None,
        category=_category(payload),
        image_url=(text(main.get("src")) if isinstance(main, Mapping) else "") or next(iter(images.values()), None),
        url=f"{base_url.rstrip('/')}/products/{handle}" if base_url else None,
        withheld=_withheld(payload),
    )
    if tags := [tag for part in text(payload.get("tags")).split(",") if (tag := part.strip())]:
        product.attributes["Tags"] = list(dict.fromkeys(tags))
    names = _names(payload)
    raw = _objects(payload, "variants")
    forms = identified(handle, [_variant(one, names, images) for one in raw])
    if len(forms) == 1 and not forms[0].options:
        _alone(product, forms[0])
    else:
        product.variants = forms
    items = [ShopItem("product", text(payload.get("id")), handle)]
    for one, form in zip(raw, forms, strict=True):
        if item := text(one.get("inventory_item_id")):
            own = form.id if product.variants else None
            items.append(ShopItem("stock", item, handle, own, _is_always(one), _whole(one.get("inventory_quantity"))))
    return product, items


def _objects(payload: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = payload.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _category(payload: Mapping[str, Any]) -> str | None:
    """The type that the shop gives, or else the last level of the taxonomy."""
    category = payload.get("category")
    full = text(category.get("full_name") or category.get("name")) if isinstance(category, Mapping) else ""
    stated = (text(payload.get("product_type")), last_level(full, ">"))
    return next((one for one in stated if one and one.casefold() != NO_TYPE), None)


def _withheld(payload: Mapping[str, Any]) -> str | None:
    """As in exports: another state than active, or published nowhere in the online shop."""
    status = text(payload.get("status")).casefold()
    if status not in ("", "active"):
        return status
    return "unpublished" if "published_at" in payload and not payload["published_at"] else None


def _names(payload: Mapping[str, Any]) -> dict[int, str]:
    """What the options are called, by their number."""
    return {
        _whole(one.get("position")) or place: text(one.get("name"))
        for place, one in enumerate(_objects(payload, "options"), start=1)
    }


def _variant(one: Mapping[str, Any], names: Mapping[int, str], images: Mapping[str, str | None]) -> RawVariant:
    price, sale = on_sale(text(one.get("price")), text(one.get("compare_at_price")))
    form = RawVariant(1, "", price=price, sale=sale, available=_is_always(one))
    if not form.available:
        quantity = _whole(one.get("inventory_quantity"))
        form.available = None if quantity is None else quantity > 0
    form.image_url = images.get(text(one.get("image_id")))
    for number in _OPTIONS:
        name, value = names.get(number) or f"Option {number}", text(one.get(f"option{number}"))
        if value and (name.casefold(), value.casefold()) != NO_OPTION and value.casefold() != NO_OPTION[1]:
            form.options[name] = value
    add_code(form.codes, "sku", text(one.get("sku")))
    add_barcode(form.codes, text(one.get("barcode")))
    return form


def _is_always(one: Mapping[str, Any]) -> bool:
    """Whether its stock is not tracked, or it is sold on order."""
    if "inventory_management" in one and not one["inventory_management"]:
        return True
    return text(one.get("inventory_policy")).casefold() == "continue"


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _alone(product: RawProduct, only: RawVariant) -> None:
    """The only form says what the product itself has."""
    product.price, product.sale, product.available = only.price, only.sale, only.available
    product.image_url = product.image_url or only.image_url
    for kind, codes in only.codes.items():
        for code in codes:
            add_code(product.codes, kind, code)
