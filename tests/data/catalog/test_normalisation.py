"""How values of shops become values that can be compared: tables of what goes in and what comes out."""

from __future__ import annotations

import pytest

from data.catalog.importers.rows import RawProduct, RawValue, RawVariant
from data.catalog.normalisation import normalise
from data.catalog.normalisation.dropped_units import dropped_unit
from data.catalog.normalisation.labels import label, slug
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport
from language.numbers import read_number
from language.units import factor


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("display_diagonal", "Display diagonal"),
        ("thermal_design_power__tdp_", "Thermal design power (TDP)"),
        ("operating_temperature__t_t_", "Operating temperature"),
        ("usb_2_0_ports_quantity", "USB 2.0 ports quantity"),
        ("dimensions__wxdxh_", "Dimensions (W x D x H)"),
        ("Screen size", "Screen size"),
        ("材质", "材质"),
    ],
)
def test_labels_are_readable(name: str, reads: str) -> None:
    assert label(name) == reads


@pytest.mark.parametrize(
    ("name", "key"), [("Screen size", "screen_size"), ("Wi-Fi", "wi_fi"), ("材质", "材质"), ("  ", "attribute")]
)
def test_keys_are_words_joined_by_underscores(name: str, key: str) -> None:
    assert slug(name) == key


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("1,299.00", 1299.0),
        ("1.299,00", 1299.0),
        ("1,000", 1000.0),
        ("2 000", 2000.0),
        ("0,125", 0.125),
    ],
)
def test_numbers_in_either_decimal_convention(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("unit", "to", "times"), [("kg", "g", 1000), ("cm", "mm", 10), ("TB", "GB", 1000), ("kg", "m", None)]
)
def test_units_convert_only_within_what_they_measure(unit: str, to: str, times: float | None) -> None:
    assert factor(unit, to) == (None if times is None else pytest.approx(times))


def test_a_dropped_unit_is_found_in_the_shops_own_texts() -> None:
    stated = [(float(n), f"Laptop {n} GB black") for n in (4, 8, 16, 32)]

    assert dropped_unit(stated) == "GB"


@pytest.mark.parametrize(
    "stated",
    [
        [(1.0, "1 GB of memory"), (1.0, "1 GB"), (1.0, "1 GB")],  # one number says nothing
        [(4.0, "4 GB"), (8.0, "8 W"), (16.0, "16 cm"), (32.0, "32 GB")],  # they disagree
        [(4.0, "four"), (8.0, "eight")],
    ],
)
def test_no_unit_is_guessed_without_agreement(stated: list[tuple[float, str]]) -> None:
    assert dropped_unit(stated) is None


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("<p>Soft&nbsp;<b>cotton</b></p>", "Soft cotton"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("3 < 5 and 7 > 2", "3 < 5 and 7 > 2"),
        ("two\n lines\x00", "two lines"),
    ],
)
def test_markup_becomes_text(text: str, reads: str) -> None:
    assert plain(text) == reads


@pytest.mark.parametrize(
    ("text", "empty"), [("n/a", True), ("-", True), ("Unspecified", True), ("None", False), ("0", False)]
)
def test_placeholders(text: str, empty: bool) -> None:
    assert is_placeholder(text) is empty


def shop(values: list[RawValue | None], name: str = "feature", **fields: object) -> list[RawProduct]:
    """One product a value, of one type, told apart by their titles."""
    return [
        RawProduct(
            line=i + 1,
            id=str(i),
            title=f"Thing number {i}",
            category="Thing",
            attributes={} if value is None else {name: value},
            **fields,  # type: ignore[arg-type]
        )
        for i, value in enumerate(values)
    ]


def imported(rows: list[RawProduct]) -> tuple[tuple[Product, ...], dict[str, Attribute], ImportReport]:
    report = ImportReport()
    products, attributes = normalise(rows, currency="EUR", report=report)
    return products, attributes, report


@pytest.mark.parametrize(
    ("values", "kind", "unit", "become"),
    [
        (["yes", "No", True, "ja"], "boolean", None, [True, False, True, True]),
        (["16 GB", "1 TB", "512 GB", "8 GB"], "numeric", "GB", [16.0, 1000.0, 512.0, 8.0]),
        (["4", "8", "16", "2"], "numeric", None, [4.0, 8.0, 16.0, 2.0]),
        (["007", "008", "009", "010"], "categorical", None, ["007", "008", "009", "010"]),
        (["black", "Black", "Black", "BLACK"], "categorical", None, ["Black"] * 4),
        (["RJ-45", "RJ45", "RJ-45", "VGA"], "categorical", None, ["RJ-45", "RJ-45", "RJ-45", "VGA"]),
        (["n/a", "Red", "-", "Red"], "categorical", None, [None, "Red", None, "Red"]),
        ([["Red", "Blue"], "Red", "Blue", "Red"], "categorical", None, [("Red", "Blue"), "Red", "Blue", "Red"]),
    ],
)
def test_a_column_gets_one_kind_one_unit_and_one_spelling(
    values: list[RawValue | None], kind: str, unit: str | None, become: list[object]
) -> None:
    products, attributes, _ = imported(shop(values))

    assert (attributes["feature"].kind, attributes["feature"].unit) == (kind, unit)
    assert [product.attributes.get("feature") for product in products] == become


def test_lists_are_split_only_into_values_that_occur_alone() -> None:
    values: list[RawValue | None] = ["Windows, Linux", "Windows", "Linux", "Linux, Windows", "Made in Italy, with care"]

    products, _, _ = imported(shop(values))

    assert [product.attributes["feature"] for product in products] == [
        ("Windows", "Linux"),
        "Windows",
        "Linux",
        ("Linux", "Windows"),
        "Made in Italy, with care",
    ]


def test_a_unit_in_a_columns_name_is_the_numbers_unit_and_no_part_of_the_label() -> None:
    facts: dict[str, RawValue] = {"Height (cm)": "90", "Form (in)": "x", "Depth (min)": "4"}
    rows = [RawProduct(n, str(n), f"Pot {n}", attributes=facts) for n in range(1, 4)]

    _, attributes = normalise(rows, currency="EUR", report=ImportReport())

    assert attributes["height_cm"] == Attribute("height_cm", "Height", "numeric", "cm")
    assert attributes["form_in"].label == "Form (in)"
    assert attributes["depth_min"] == Attribute("depth_min", "Depth (min)", "numeric")


def test_an_attribute_never_takes_the_place_of_a_built_in_one() -> None:
    products, attributes, _ = imported(shop(["3", "4"], name="Price"))

    assert attributes["price_stated"].label == "Price"
    assert attributes["price"].label == "Price"
    assert attributes["price"].unit == "EUR"
    assert products[0].attributes == {"price_stated": 3.0}


def test_every_repair_is_reported_with_its_place() -> None:
    _, _, report = imported(shop(["n/a", "Red", "red", "Red"]))

    assert set(report.findings["repaired"]) == {"placeholder instead of a value removed", "spelling of a value unified"}
    assert "0 (line 1)" in report.findings["repaired"]["placeholder instead of a value removed"].examples[0]


def test_numbers_far_out_among_their_type_are_removed_and_reported() -> None:
    values: list[RawValue | None] = [100.0 + i for i in range(20)]

    products, _, report = imported(shop([*values, 0.1], name="weight"))

    assert "weight" not in products[-1].attributes
    assert report.count("repaired") == 1


def test_rows_without_id_or_title_and_repeats_are_dropped_with_a_reason() -> None:
    rows = shop(["a", "b", "c"])
    rows += [
        RawProduct(4, "", "no id"),
        RawProduct(5, "x", "<br>"),
        RawProduct(6, "0", "same id"),
        RawProduct(7, "other", rows[1].title, category="Thing", attributes={"feature": "b"}),
    ]

    products, _, report = imported(rows)

    assert [product.id for product in products] == ["0", "1", "2"]
    assert {reason: found.count for reason, found in report.findings["dropped"].items()} == {
        "no id or no title": 2,
        "the id occurs before": 1,
        "the same product under another id": 1,
    }


def test_product_types_are_found_in_titles_when_the_source_has_none() -> None:
    brands = ("Acme", "Bolt", "Cord", "Dune")
    kinds: dict[str, dict[str, RawValue]] = {
        "toner cartridge": {"page_yield": 1000.0, "colour": "black"},
        "wireless keyboard": {"keys": 104.0, "layout": "US"},
    }
    rows = [
        RawProduct(
            i, f"{kind}{i}", f"{brands[i % 4]} X{i}00 {kind} {colour}", brand=brands[i % 4], attributes=attributes
        )
        for kind, attributes in kinds.items()
        for i, colour in enumerate(("black", "cyan", "magenta", "yellow") * 5)
    ]

    products, _, _ = imported(rows)

    found = {product.id.rstrip("0123456789"): product.category for product in products}
    assert found["toner cartridge"] == "Toner cartridge"
    assert (found["wireless keyboard"] or "").lower().endswith("keyboard")


def test_the_sources_own_product_types_are_kept() -> None:
    rows = [RawProduct(i, str(i), f"Title {i} cable", category="Cables") for i in range(8)]
    rows.append(RawProduct(9, "9", "Title 9 cable"))

    products, _, _ = imported(rows)

    assert {product.category for product in products} == {"Cables"}


def test_products_of_one_text_that_codes_or_variants_tell_apart_are_two() -> None:
    rows = [
        RawProduct(1, "a", "Mug", variants=[RawVariant(1, "a1", {"Size": "S"}), RawVariant(2, "a2", {"Size": "M"})]),
        RawProduct(3, "b", "Mug", variants=[RawVariant(3, "b1", {"Size": "L"}), RawVariant(4, "b2", {"Size": "XL"})]),
        RawProduct(5, "c", "Lamp", codes={"sku": ["1"], "gtin": ["4006381333931"]}),
        RawProduct(6, "d", "Lamp", codes={"sku": ["2"], "gtin": ["4006381333948"]}),
        RawProduct(7, "e", "Lamp", codes={"sku": ["3"], "gtin": ["4006381333948"]}),
    ]

    products, _ = normalise(rows, currency="EUR", report=ImportReport())

    assert [product.id for product in products] == ["a", "b", "c", "d"]
