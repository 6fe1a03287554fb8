"""Columns of values as shops write them: units, ranges, sizes; what does not fit is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation import normalise
from data.catalog.normalisation.labels import attribute_name
from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport

HERE = Path(__file__).parent
COLUMNS = [
    column
    for name in ("spellings_seen.yaml", "spellings_unseen.yaml")
    for column in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["values"]
]
SIDES = {
    "height": {"height", "höhe"},
    "width": {"width", "breite"},
    "depth": {"depth", "tiefe"},
    "length": {"length", "länge"},
}


def imported(label: str, values: list[Any]) -> tuple[tuple[Product, ...], dict[str, Attribute], ImportReport]:
    report = ImportReport()
    rows = [
        RawProduct(line, str(line), f"Thing {line}", category="Thing", attributes={label: value})
        for line, value in enumerate(values, start=1)
    ]
    products, attributes = normalise(rows, currency="EUR", report=report)
    return products, attributes, report


def stated(products: tuple[Product, ...], name: str) -> list[Any]:
    values = [product.attributes.get(name) for product in products]
    return [list(value) if isinstance(value, tuple) else value for value in values]


@pytest.mark.parametrize("case", [case for case in COLUMNS if "gives" in case], ids=lambda case: str(case["label"]))
def test_a_column_of_values(case: dict[str, Any]) -> None:
    products, attributes, _ = imported(case["label"], case["values"])
    given = case["gives"]

    (name,) = attributes.keys() - {"brand", "category", "price"}

    values = stated(products, name)
    if "count" in given:
        assert attributes[name].kind == "numeric"
        assert len([value for value in values if value is not None]) == given["count"]
    else:
        assert (attributes[name].unit, values) == (given["unit"], given["values"])


@pytest.mark.parametrize("case", [case for case in COLUMNS if "parts" in case], ids=lambda case: str(case["label"]))
def test_sizes_are_parted_by_what_the_label_tells(case: dict[str, Any]) -> None:
    products, attributes, report = imported(case["label"], case["values"])

    assert attribute_name(case["label"]) not in attributes
    for side, values in case["parts"].items():
        (name,) = attributes.keys() & SIDES[side]
        assert (attributes[name].unit, stated(products, name)) == (case["unit"], values)
    assert report.count("repaired") == len(case["values"])


def test_what_is_no_number_in_a_column_of_numbers_is_told_with_its_line() -> None:
    products, _, report = imported("Length", ["1 m", "2 m", "3 m", "4 m", "see the picture"])

    assert stated(products, "length") == [1, 2, 3, 4, None]
    finding = report.findings["repaired"]["not a number where most values are; value removed"]
    assert finding.examples == ["5 (line 5): length: see the picture"]


@pytest.mark.parametrize(
    ("values", "what", "count"),
    [
        (["1 m", "2 m", "red", "blue"], "not a number where most values are", 2),
        (["10 cm", "2 kg", "5 cm"], "numbers of several measures (cm, kg)", 3),
        (["10 x 20 x 30 mm", "1 x 2 x 3 mm"], "whose sides the column's name does not tell", 2),
    ],
)
def test_why_a_column_of_numbers_stays_text_is_told(values: list[str], what: str, count: int) -> None:
    products, attributes, report = imported("Feature", values)

    assert attributes["feature"].kind == "categorical"
    assert stated(products, "feature") == values
    ((told, finding),) = report.findings["assumed"].items()
    assert what in told
    assert finding.count == count


def test_words_behind_numbers_and_open_decimals_are_told() -> None:
    _, _, report = imported("Storage", ["512 GB SSD", "1.024 GB", "256 GB"])

    assert set(report.findings["assumed"]) == {
        "storage: words behind a number left out",
        "storage: three digits behind a point taken as decimals, behind a comma as thousands",
    }
