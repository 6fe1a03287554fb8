"""What the exports of shop systems state, case by case.

`shops_seen.yaml` and `shops_unseen.yaml` hold small files and what is to be read of them. Of a product only what a case
names is compared: prices as numbers where they are numbers, the product type by the last level of a path, `attributes`
(those named; `{}`: none), `variants` (all of them, in order), `without` (attributes that it must not have). The
products must be those named and no others; `unread` and `not_unread` name columns of the report.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import BadRow, RawProduct, RawVariant
from data.catalog.importing import read_rows
from data.catalog.normalisation.availability import read_availability
from data.catalog.recognising import recognise
from data.catalog.reports import ImportReport

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{part}: {case['name']}")
    for part in ("seen", "unseen")
    for case in yaml.safe_load((HERE / f"shops_{part}.yaml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_reads_what_the_export_states(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(case["text"], encoding="utf-8")
    report = ImportReport()

    rows = list(read_rows(path, case["format"], None, report, base_url=case.get("base_url")))

    products = {row.title: row for row in rows if isinstance(row, RawProduct)}
    assert recognise(path) == case["format"]
    assert {title for title, row in products.items() if not row.withheld} == set(case["products"])
    for title, expected in case["products"].items():
        check_product(products[title], expected)
    withheld = {title: row.withheld for title, row in products.items() if row.withheld}
    assert withheld == case.get("withheld", {})
    assert sum(isinstance(row, BadRow) for row in rows) == case.get("bad", 0)
    assert set(case.get("dropped", ())) <= report.findings["dropped"].keys()
    unread = report.findings["unread"].keys()
    assert set(case.get("unread", ())) <= unread
    assert not unread & set(case.get("not_unread", ()))


def check_product(product: RawProduct, expected: dict[str, Any]) -> None:
    check_offer(product, expected)
    for name in ("brand", "description"):
        if name in expected:
            assert getattr(product, name) == expected[name]
    if "category" in expected:
        wanted = expected["category"]
        assert product.category == (re.split(r" > |/", wanted)[-1] if wanted else None)
    if "attributes" in expected:
        stated = {name: as_read(value) for name, value in product.attributes.items()}
        wanted = expected["attributes"]
        assert {name: stated.get(name) for name in wanted} == wanted
        assert wanted or not stated
    assert not [name for name in expected.get("without", ()) if name in product.attributes]
    if "variants" in expected:
        assert len(product.variants) == len(expected["variants"])
        for variant, wanted in zip(product.variants, expected["variants"], strict=True):
            check_offer(variant, wanted)
            if "options" in wanted:
                assert variant.options == wanted["options"]
        assert len({variant.id for variant in product.variants}) == len(product.variants)


def check_offer(offer: RawProduct | RawVariant, expected: dict[str, Any]) -> None:
    """What products and variants have alike."""
    if "available" in expected:
        assert (read_availability(offer.available) is not False) == expected["available"]
    for name in ("id", "image_url", "url"):
        if name in expected:
            assert getattr(offer, name) == expected[name], name
    if "price" in expected:
        assert same_amount(offer.price, expected["price"])
        assert same_amount(offer.sale.price if offer.sale else None, expected.get("sale"))
    for kind, codes in expected.get("codes", {}).items():
        assert offer.codes.get(kind) == codes


def same_amount(stated: object, expected: object) -> bool:
    if isinstance(expected, (int, float)) and stated is not None:
        return float(str(stated)) == expected
    return stated == expected


def as_read(value: object) -> object:
    return value if isinstance(value, list) else str(value)


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("shopify", "Handle,Title,Vendor,Fit (product.metafields.custom.fit)\nmug,Mug,Acme," + "[" * 100_000),
        ("magento", "sku,name,product_type,price,additional_attributes\na,Mug,simple,5," + "abcd" * 100_000),
    ],
)
def test_a_field_without_an_end_takes_no_time(tmp_path: Path, format: str, text: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")

    (row,) = read_rows(path, format, None, ImportReport())

    assert isinstance(row, RawProduct)
    assert row.title == "Mug"
