"""Attributes that are named in several ways become one where their values allow it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.importing import try_catalog
from data.catalog.normalisation import normalise
from data.catalog.products import BUILT_IN
from data.catalog.reports import ImportReport

CASES = Path(__file__).parent / "types"


def _cases(name: str) -> list[Any]:
    read = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{name}-{number}") for number, case in enumerate(read)]


def _rows(columns: dict[str, list[Any]]) -> list[RawProduct]:
    count = max(map(len, columns.values()))
    return [
        RawProduct(
            n,
            f"p{n}",
            f"Thing {n}",
            category="Thing",
            attributes={
                name: values[n] for name, values in columns.items() if n < len(values) and values[n] is not None
            },
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("case", [*_cases("names"), *_cases("names_unseen")])
def test_names_that_say_the_same_are_joined_unless_values_differ(case: dict[str, Any]) -> None:
    report = ImportReport()
    products, attributes = normalise(_rows(case["columns"]), currency="EUR", report=report)
    found = len(attributes) - len(BUILT_IN)
    joined = sum(len(group) - 1 for group in case["one"])
    assert found == len(case["columns"]) - joined
    said = [reason for reason in report.findings["repaired"] if "says the same" in reason]
    assert len(said) == joined
    stated = sum(any(value is not None for value in column) for column in zip(*case["columns"].values(), strict=False))
    assert not joined or stated == sum(bool(product.attributes) for product in products), "no value is lost"


def _with_options(rows: list[RawProduct], options: dict[str, list[list[str] | None]]) -> list[RawProduct]:
    for number, row in enumerate(rows):
        own = {name: stated for name, values in options.items() if (stated := values[number])}
        for place in range(max(map(len, own.values()), default=0)):
            form = {name: values[place] for name, values in own.items()}
            row.variants.append(RawVariant(number, f"{row.id}-{place}", form))
    return rows


@pytest.mark.parametrize("case", _cases("names_of_options"))
def test_options_of_variants_are_joined_like_attributes(case: dict[str, Any]) -> None:
    blank = [None] * max(map(len, [*case["columns"].values(), *case["options"].values()]))
    rows = _with_options(_rows({"unused": blank, **case["columns"]}), case["options"])
    variants = {variant.id: dict(variant.options) for row in rows for variant in row.variants}
    report = ImportReport()
    products, attributes = normalise(rows, currency="EUR", report=report)
    joined = sum(len(group) - 1 for group in case["one"])
    assert len(attributes) - len(BUILT_IN) == len(case["columns"]) + len(case["options"]) - joined
    assert sum("says the same" in reason for reason in report.findings["repaired"]) == joined
    for variant in (variant for product in products for variant in product.variants):
        assert len(variant.options) >= len(set(variants[variant.id].values())), "no option is lost"


def test_a_product_that_states_an_option_under_another_name_is_found_by_both() -> None:
    rows = _with_options(_rows({"Farbe": ["Rot", "Blau"]}), {"Colour": [None, ["Blue", "Red"]]})
    products, attributes = normalise(rows, currency="EUR", report=ImportReport())
    (name,) = set(attributes) - set(BUILT_IN)
    assert all(name in product.attributes for product in products)
    assert [variant.options[name] for variant in products[1].variants] == ["Blue", "Red"]


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ("rest: true", {"color"}),
        ("rest: true\n  keep_apart: [[Color, Farbe]]", {"color", "farbe"}),
        ("rest: true\n  merge: [[Farbe, Color, Ton]]", {"farbe"}),
    ],
)
def test_a_mapping_undoes_a_join_or_makes_one(tmp_path: Path, rules: str, names: set[str]) -> None:
    ton = ",Ton" if "Ton" in rules else ""
    lines = [
        "id,title,Color,Farbe" + ton,
        "1,Red mug,Red," + ("," if ton else ""),
        "2,Blue mug,,Blau" + ("," if ton else ""),
    ]
    lines += ["3,Green mug,Green," + ("," if ton else ""), "4,Mug,," + (",Matt" if ton else "")]
    file, mapping = tmp_path / "shop.csv", tmp_path / "mapping.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping.write_text(f"attributes:\n  {rules}\n", encoding="utf-8")
    made = try_catalog(file, format="csv", mapping=mapping, currency="EUR")
    assert set(made.attributes) - set(BUILT_IN) == names
