"""The demo catalog: what is in it, that it hangs together, and that it comes out the same every time."""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import spearmanr

from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.normalisation.labels import attribute_name
from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport
from data.demo import DemoCatalog, generate
from data.demo.drawings import DRAWINGS
from data.demo.schema import LEAST_ATTRIBUTES, MOST_ATTRIBUTES, Schemas, load_schemas

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(demo: DemoCatalog) -> list[Row]:
    return [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return load_schemas(drawings=DRAWINGS)


@pytest.fixture(scope="module")
def imported(demo: DemoCatalog) -> tuple[tuple[Product, ...], dict[str, Attribute], ImportReport]:
    report = ImportReport(source="demo")
    products, attributes = normalise(
        list(read_rows(demo.catalog, "jsonl", demo.mapping, ImportReport())),  # type: ignore[arg-type]
        currency="EUR",
        report=report,
    )
    return products, attributes, report


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_is_the_same_byte_for_byte_when_generated_again(demo: DemoCatalog, tmp_path: Path) -> None:
    generate(tmp_path)

    assert contents(tmp_path) == contents(demo.catalog.parent)


def test_differs_when_the_seed_does(demo: DemoCatalog, tmp_path: Path) -> None:
    other = generate(tmp_path, seed=8)

    assert other.catalog.read_bytes() != demo.catalog.read_bytes()


def test_removes_pictures_of_products_that_are_no_more_when_generated_anew(tmp_path: Path) -> None:
    stale = tmp_path / "images" / "gone-001.svg"
    stale.parent.mkdir()
    stale.write_text("<svg/>", encoding="utf-8")

    generate(tmp_path)

    assert not stale.exists()


def test_has_the_size_of_a_department_store(demo: DemoCatalog, rows: list[Row]) -> None:
    sizes = Counter(row["category"] for row in rows)

    assert demo.products == len(rows) >= 1500
    assert len(sizes) >= 14
    assert min(sizes.values()) >= 50


def test_ids_and_titles_are_unique(rows: list[Row]) -> None:
    assert len({row["id"] for row in rows}) == len({row["title"] for row in rows}) == len(rows)


def test_every_product_has_a_picture_where_the_gateway_serves_it(demo: DemoCatalog, rows: list[Row]) -> None:
    for row in rows:
        assert row["image_url"] == f"/demo/images/{row['id']}.svg"
        assert (demo.images / f"{row['id']}.svg").is_file()


def test_every_category_has_attributes_of_all_three_kinds(schemas: Schemas) -> None:
    for category in schemas.categories.values():
        assert LEAST_ATTRIBUTES <= len(category.attributes) <= MOST_ATTRIBUTES
        assert {a.kind for a in category.attributes.values()} == {"categorical", "numeric", "boolean"}


def test_some_attributes_have_several_values(rows: list[Row]) -> None:
    several = {(row["category"], name) for row in rows for name, v in row["attributes"].items() if isinstance(v, list)}

    assert len(several) >= 10


def test_some_products_are_sold_out_and_some_are_near_duplicates(rows: list[Row]) -> None:
    sold_out = sum(not row["available"] for row in rows) / len(rows)
    models = Counter((row["category"], row["title"].split(",")[0]) for row in rows)

    assert 0.02 < sold_out < 0.15
    assert 100 < sum(count > 1 for count in models.values()) < len(models) / 2


def test_titles_open_with_the_brand_and_name_up_to_five_attributes(rows: list[Row], schemas: Schemas) -> None:
    by_label = {category.category: category for category in schemas.categories.values()}
    for row in rows:
        assert row["title"].startswith(row["brand"])
        assert "{" not in row["title"] + row["description"]
        assert 1 <= row["title"].count(", ") <= len(by_label[row["category"]].title) + 1
        assert row["description"].count(".") >= 1


def test_conditional_attributes_are_stated_only_where_they_apply(rows: list[Row], schemas: Schemas) -> None:
    checked = 0
    for row in rows:
        category = next(c for c in schemas.categories.values() if c.category == row["category"])
        for name in row["attributes"]:
            for other, levels in category.attributes[name].when.items():
                stated = row["attributes"][other]
                assert set(stated if isinstance(stated, list) else [stated]) & set(levels)
                checked += 1
    assert checked > 1000


def test_no_wired_mouse_has_a_battery(rows: list[Row]) -> None:
    mice = [row["attributes"] for row in rows if row["category"] == "Mouse"]

    assert any("Battery life" in mouse for mouse in mice)
    assert not [mouse for mouse in mice if mouse["Connection"] == "Wired" and "Battery life" in mouse]


def number(row: Row, name: str) -> float | None:
    value = row["price"] if name == "price" else row["attributes"].get(name)
    return None if value is None else float(value.split()[0]) if isinstance(value, str) else float(value)


def correlation(rows: list[Row], category: str, first: str, second: str) -> float:
    pairs = [(number(row, first), number(row, second)) for row in rows if row["category"] == category]
    known = [pair for pair in pairs if None not in pair]
    return float(spearmanr(*zip(*known, strict=True)).statistic)


@pytest.mark.parametrize(
    ("category", "first", "second", "least"),
    [
        ("Laptop", "Memory", "price", 0.4),
        ("Laptop", "Screen size", "Total weight", 0.6),
        ("Monitor", "Screen size", "price", 0.4),
        ("Smartphone", "Storage", "price", 0.4),
        ("Headphones", "Noise cancelling", "price", 0.3),
        ("Jacket", "Waterproof", "Weight", 0.3),
        ("Backpack", "Volume", "Weight", 0.6),
        ("Suitcase", "Volume", "Total weight", 0.5),
        ("Bluetooth speaker", "Power", "Weight", 0.7),
        ("Desk lamp", "Brightness", "Power consumption", 0.6),
    ],
)
def test_what_goes_together_in_shops_goes_together(
    rows: list[Row], category: str, first: str, second: str, least: float
) -> None:
    assert correlation(rows, category, first, second) >= least


@pytest.mark.parametrize(
    ("category", "first", "second"),
    [
        ("Laptop", "Total weight", "price"),
        ("Running shoes", "Weight", "price"),
        ("Vacuum cleaner", "Noise level", "price"),
        ("Laptop", "Dedicated graphics", "Battery life"),
    ],
)
def test_what_excludes_each_other_in_shops_does(rows: list[Row], category: str, first: str, second: str) -> None:
    assert correlation(rows, category, first, second) <= -0.15


def test_a_light_laptop_costs_more_than_a_heavy_one_of_the_same_screen(rows: list[Row]) -> None:
    by_screen = defaultdict(list)
    for row in rows:
        if row["category"] == "Laptop":
            by_screen[row["attributes"]["Screen size"]].append(row)

    for screen in ("14 in", "15.6 in"):
        assert correlation(by_screen[screen], "Laptop", "Total weight", "price") <= -0.2


def test_premium_brands_cost_more(rows: list[Row], schemas: Schemas) -> None:
    def median(tier: str, category: str) -> float:
        brands = {name for name, brand in schemas.store.brands.items() if brand.tier == tier}
        return statistics.median(float(r["price"]) for r in rows if r["category"] == category and r["brand"] in brands)

    dearer = [
        c.category for c in schemas.categories.values() if median("premium", c.category) > median("budget", c.category)
    ]
    assert len(dearer) >= len(schemas.categories) - 1


def test_the_importer_has_nothing_to_mend_and_finds_every_attribute_as_declared(
    imported: tuple[tuple[Product, ...], dict[str, Attribute], ImportReport], demo: DemoCatalog, schemas: Schemas
) -> None:
    products, attributes, report = imported

    assert len(products) == demo.products
    assert not report.findings["repaired"]
    assert not report.findings["dropped"]
    assert not report.findings["bad"]
    for category in schemas.categories.values():
        for name, declared in category.attributes.items():
            found = attributes[attribute_name(name)]
            assert (found.label, found.kind, found.unit) == (name, declared.kind, declared.unit)


def test_the_importer_keeps_categories_prices_and_availability(
    imported: tuple[tuple[Product, ...], dict[str, Attribute], ImportReport], rows: list[Row]
) -> None:
    for product, row in zip(imported[0], rows, strict=True):
        assert (product.id, product.category, product.brand) == (row["id"], row["category"], row["brand"])
        assert (product.price, product.currency, product.available) == (row["price"], "EUR", row["available"])
