"""WooCommerce's columns by their order."""

from __future__ import annotations

from data.catalog.importers.woocommerce_order import english_names

ENGLISH = [
    "ID", "Type", "SKU", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description",
    "Description", "Date sale price starts", "Date sale price ends", "Tax status", "Tax class", "In stock?", "Stock",
    "Low stock amount", "Backorders allowed?", "Sold individually?", "Weight (lbs)", "Length (in)", "Width (in)",
    "Height (in)", "Allow customer reviews?", "Purchase note", "Sale price", "Regular price", "Categories", "Tags",
    "Shipping class", "Images", "Download limit", "Download expiry days", "Parent", "Grouped products", "Upsells",
    "Cross-sells", "External URL", "Button text", "Position",
]  # fmt: skip


def test_a_whole_export_is_known_by_its_order() -> None:
    attribute = ["Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global"]

    assert english_names([*ENGLISH, *attribute]) == {name: name for name in [*ENGLISH, *attribute]}


def test_numbers_of_other_columns_are_no_attributes() -> None:
    others = ["Meta: field_2", "Meta: field_2_a", "Meta: x2", "Meta: y2", "Download 1 name", "Download 1 URL"]

    assert not set(others) & english_names([*ENGLISH, *others]).keys()


def test_a_part_of_an_export_and_other_tables_are_not() -> None:
    assert english_names([name for name in ENGLISH if name != "Tax class"]) == {}
    assert english_names(["ID", "Name", "Price"]) == {}
    assert english_names([]) == {}
