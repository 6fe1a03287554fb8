"""Products as shop systems deliver them, and what each comes to in a catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.arriving import arriving
from data.catalog.importers import shopify_api, woocommerce_api
from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.products import Attribute, Product

CASES = Path(__file__).parent / "importers"
PRICE = {"price": Attribute("price", "Price", "numeric", "EUR")}


def cases(name: str) -> list[Any]:
    read = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in read]


def told(product: Product, field: str) -> Any:
    if field == "variants":
        return {
            variant.id: {
                "available": variant.available, "price": variant.price, "list_price": variant.list_price,
                **variant.options,
            }
            for variant in product.variants
        }  # fmt: skip
    value = getattr(product, field)
    return {name: list(one) if isinstance(one, tuple) else one for name, one in value.items()} if field in (
        "attributes", "codes",
    ) else value  # fmt: skip


@pytest.mark.parametrize("case", [*cases("hooks_seen"), *cases("hooks_unseen")])
def test_a_delivered_product_comes_to_what_it_should(case: dict[str, Any]) -> None:
    payload = case["payload"]
    if case["system"] == "shopify":
        row, _ = shopify_api.read_product(payload)
    else:
        row = woocommerce_api.read_product(payload)

    product = arriving(row, PRICE, None, currency="EUR")

    if case["expect"] is None:
        assert product is None
        return
    assert product is not None
    for field, wanted in case["expect"].items():
        found = told(product, field)
        if field == "variants":
            assert found.keys() == wanted.keys()
            assert all(wanted[id].items() <= found[id].items() for id in wanted), found
        elif isinstance(wanted, dict):
            assert wanted.items() <= found.items()
        else:
            assert found == wanted, field


def test_what_does_not_fit_the_catalog_is_left_out_and_what_is_not_stated_stays() -> None:
    known = PRICE | {
        "size": Attribute("size", "Size", "categorical"),
        "weight": Attribute("weight", "Weight", "numeric", "g"),
    }
    before = Product("a", "A", category="Lamp", url="https://shop.example/a", image_url="https://shop.example/a.jpg")
    row = RawProduct(1, "a", "Lamp", price="9.00", attributes={"Size": "42", "Weight": "1.2 kg", "New": "thing"})

    product = arriving(row, known, before, currency="USD", types=["Lamp"])

    assert product is not None
    assert (product.category, product.url, product.currency) == ("Lamp", before.url, "EUR")
    assert product.attributes["size"] == "42"
    assert product.attributes["weight"] == 1200.0
    assert product.attributes["new"] == "thing"


def test_a_type_is_spelled_as_the_catalog_has_it() -> None:
    row = RawProduct(1, "a", "Blue bottle", price="9.00", category="Water Bottles")

    product = arriving(row, PRICE, None, currency="EUR", types=["Water bottle", "Mug"])

    assert product is not None
    assert product.category == "Water bottle"


def test_sizes_that_look_like_numbers_are_texts_where_the_catalog_has_texts() -> None:
    known = PRICE | {"size": Attribute("size", "Size", "categorical")}
    forms = [RawVariant(1, id, {"Size": size}, price="9.00") for id, size in (("a", "41"), ("b", "42"))]

    product = arriving(RawProduct(1, "shoe", "Shoe", variants=forms), known, None, currency="EUR")

    assert product is not None
    assert [dict(one.options) for one in product.variants] == [{"size": "41"}, {"size": "42"}]
    assert product.attributes["size"] == ("41", "42")
