"""As Magento 2 exports products: simple ones, of which those of a configurable one are not visible by themselves."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.demo.exports.listings import Form, Listing, Value, written

_COLUMNS = (
    "sku", "store_view_code", "attribute_set_code", "product_type", "categories", "product_websites", "name",
    "description", "short_description", "weight", "product_online", "tax_class_name", "visibility", "price",
    "special_price", "special_price_from_date", "special_price_to_date", "url_key", "meta_title", "base_image",
    "created_at", "additional_attributes", "qty", "out_of_stock_qty", "use_config_min_qty", "is_in_stock",
    "manage_stock", "use_config_manage_stock", "related_skus", "configurable_variations",
    "configurable_variation_labels",
)  # fmt: skip
_SEEN, _UNSEEN = "Catalog, Search", "Not Visible Individually"


def write(path: Path, products: Sequence[Listing]) -> None:
    """Writes catalog_product.csv as `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, restval="")
        writer.writeheader()
        for one in products:
            writer.writerows(_rows(one))


def _rows(one: Listing) -> Iterator[dict[str, str]]:
    common = {"attribute_set_code": "Default", "product_websites": "base", "product_online": "1"}
    described = {
        "categories": f"Default Category,Default Category/{one.category}",
        "description": f"<p>{one.description}</p>",
        "url_key": one.id,
        "additional_attributes": _pairs({"manufacturer": one.brand, "mpn": one.mpn} | dict(one.attributes)),
    }
    if one.option is None:
        [form] = one.forms
        named = {"sku": form.sku, "name": one.title, "product_type": "simple", "visibility": _SEEN}
        told = {"additional_attributes": f"{described['additional_attributes']},gtin={form.gtin}"}
        yield common | described | named | _offer(form) | told
        return
    code = _code(one.option)
    for form in one.forms:
        yield (
            common
            | _offer(form)
            | {
                "sku": form.sku,
                "product_type": "simple",
                "name": f"{one.title}-{form.option}",
                "visibility": _UNSEEN,
                "additional_attributes": _pairs({code: form.option or "", "gtin": form.gtin}),
            }
        )
    yield (
        common
        | described
        | {
            "sku": f"{one.id}-all",
            "product_type": "configurable",
            "name": one.title,
            "visibility": _SEEN,
            "base_image": _picture(one.forms[0]),
            "qty": "0.0000",
            "is_in_stock": "1",
            "configurable_variations": "|".join(_pairs({"sku": f.sku, code: f.option or ""}) for f in one.forms),
            "configurable_variation_labels": f"{code}={one.option}",
        }
    )


def _offer(form: Form) -> dict[str, str]:
    regular, special = (form.list_price, form.price) if form.list_price else (form.price, None)
    return {
        "price": f"{regular:.4f}",
        "special_price": f"{special:.4f}" if special else "",
        "special_price_from_date": "2020-01-01 00:00:00" if special else "",
        "base_image": _picture(form),
        "qty": "5.0000" if form.available else "0.0000",
        "out_of_stock_qty": "0.0000",
        "use_config_min_qty": "1",
        "is_in_stock": "1" if form.available else "0",
        "manage_stock": "1",
        "use_config_manage_stock": "1",
    }


def _picture(form: Form) -> str:
    return f"/{form.image[0]}/{form.image[1]}/{form.image}"


def _pairs(values: dict[str, Value]) -> str:
    return ",".join(f"{_code(name)}={_listed(value)}" for name, value in values.items())


def _listed(value: Value) -> str:
    text = "|".join(written(one) for one in (value if isinstance(value, list) else [value]))
    return f'"{text}"' if "," in text or '"' in text else text


def _code(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name.lower())
