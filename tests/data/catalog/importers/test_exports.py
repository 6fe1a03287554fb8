"""Whole imports of shop systems' exports: what a catalog has, and what the report tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalog.importing import Made, read_rows, try_catalog
from data.catalog.products import Product
from data.catalog.recognising import recognise
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable


def made_of(path: Path) -> Made:
    return try_catalog(path, format=recognise(path), currency="EUR")


def by_id(made: Made) -> dict[str, Product]:
    return {product.id: product for product in made.products}


def withheld(made: Made) -> dict[str, int]:
    return {reason: finding.count for reason, finding in made.report.findings["withheld"].items()}


@pytest.mark.parametrize(
    ("format", "says"),
    [("shopify", "Handle, Title"), ("woocommerce", "Type, Name"), ("magento", "sku, name")],
)
def test_a_file_of_another_system_is_refused_by_the_columns_it_lacks(tmp_path: Path, format: str, says: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text("number,label\n1,Lamp\n", encoding="utf-8")

    with pytest.raises(SourceUnreadable, match=rf"other\.csv: the header has no column {says}"):
        list(read_rows(path, format, None, ImportReport()))


def test_a_workbook_is_an_export_too(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["ID", "Type", "SKU", "Name", "Published", "Regular price"], [7, "simple", 1001, "Lamp", 1, 19.9]):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")

    [product] = made_of(tmp_path / "export.xlsx").products

    assert (product.id, product.price, product.codes) == ("7", 19.9, {"sku": ("1001",)})


@pytest.mark.evaluation_data
@pytest.mark.parametrize("name", ["s1_current_header", "s5_scattered_handles", "s6_semicolon", "s8_2021_types"])
def test_every_generation_of_shopifys_export_is_read(evaluation_data: Path, name: str) -> None:
    made = made_of(evaluation_data / "imports" / f"{name}.csv")

    assert {product.category for product in made.products} == {"Mug"}
    assert all(product.price for product in made.products)
    assert made.report.count("bad") == made.report.count("unread") == made.report.count("withheld") == 0
    if name == "s1_current_header":
        forms = [(form.options, form.available) for form in by_id(made)["clay-mug"].variants]
        assert forms == [({"colour": "Blue"}, True), ({"colour": "Red"}, False)]
    if name == "s5_scattered_handles":
        assert by_id(made).keys() == {"a", "b", "c"}
        assert by_id(made)["a"].attributes["colour"] == ("Blue", "Red")


@pytest.mark.evaluation_data
def test_stock_and_state_are_two_things(evaluation_data: Path) -> None:
    untracked = by_id(made_of(evaluation_data / "imports" / "s2_untracked_zero.csv"))
    drafts = made_of(evaluation_data / "imports" / "s3_draft.csv")
    both = made_of(evaluation_data / "imports" / "k1_shop.csv")

    assert {id: product.available for id, product in untracked.items()} == {"a": True, "b": False, "c": False}
    assert (set(by_id(drafts)), withheld(drafts)) == ({"a"}, {"draft": 1, "archived": 1, "unpublished": 1})
    assert (set(by_id(both)), withheld(both)) == ({"oak-mug", "new-mug"}, {"draft": 1, "archived": 1})
    assert all(product.available for product in both.products)


@pytest.mark.evaluation_data
def test_prices_are_read_or_told(evaluation_data: Path) -> None:
    written = made_of(evaluation_data / "imports" / "s4_price_text.csv")
    free = by_id(made_of(evaluation_data / "imports" / "s9_price_zero_variant.csv"))

    assert (by_id(written)["a"].price, by_id(written)["c"].price) == (19.99, 15.0)
    assert by_id(written)["b"].price == 1299.0 or written.report.count("unread") == 1
    assert {id: product.price for id, product in free.items()} == {"a": 25.0, "g": 10.0}


@pytest.mark.evaluation_data
def test_reads_magento(evaluation_data: Path) -> None:
    made = made_of(evaluation_data / "imports" / "m1_magento.csv")

    [strap] = made.products
    assert (strap.id, strap.title, strap.category) == ("YS6", "Yoga Strap 6 foot", "Fitness Equipment")
    assert (strap.price, strap.available) == (14.0, False)
    assert strap.attributes["material"] == ("Cotton", "Nylon")
    assert withheld(made) == {"disabled": 1, "not visible": 1}


@pytest.mark.evaluation_data
def test_reads_woocommerce(evaluation_data: Path) -> None:
    made = made_of(evaluation_data / "imports" / "w1_woo.csv")
    products = by_id(made)

    assert withheld(made) == {"draft": 1, "hidden": 1}
    assert {id: (one.title, one.category, one.available) for id, one in products.items()} == {
        "44": ("Cotton Tee", "Tshirts", True),
        "47": ("Cap", "Caps", True),
        "50": ("Backorder Cap", "Caps", True),
    }
    tee = products["44"]
    assert (tee.price, tee.list_price, tee.image_url) == (15.0, 20.0, "https://x.test/a.jpg")
    assert [(form.options, form.price, form.list_price, form.available) for form in tee.variants] == [
        ({"color": "Blue", "size": "M"}, 15.0, 20.0, True),
        ({"color": "Blue", "size": "L"}, 15.0, 20.0, True),
        ({"color": "Red", "size": "M"}, 20.0, None, False),
        ({"color": "Red", "size": "L"}, 20.0, None, False),
    ]
