"""Product types: as sources state them, and found in titles of several languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation import normalise
from data.catalog.products import Product
from data.catalog.reports import ImportReport
from language.words import phrase_key

CASES = Path(__file__).parent / "types"
BRANDS = ("Acme", "Norvik", "Lumen")
ZH_BRANDS = ("雅美", "诺维克", "卢门")
STATED = [("Kettle", "Red"), ("Toaster", "Blue"), ("Blender", "Midnight Black"), ("Whisk", "Red")]


def _cases(name: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{name}-{number}")
        for number, case in enumerate(yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")))
    ]


def _normalised(rows: list[RawProduct]) -> tuple[tuple[Product, ...], ImportReport]:
    report = ImportReport()
    return normalise(rows, currency="EUR", report=report)[0], report


@pytest.mark.parametrize("case", [*_cases("stated"), *_cases("stated_unseen")])
def test_a_stated_category_is_read_as_a_type_or_as_none(case: dict[str, Any]) -> None:
    rows = [
        RawProduct(n, f"p{n}", f"Item {n} {word}", brand=BRANDS[n % 3], category=word, attributes={"Colour": colour})
        for n, (word, colour) in enumerate(STATED * 3)
    ]
    rows += [RawProduct(90 + n, f"x{n}", f"Zq {n}", category=case["stated"]) for n in range(2)]
    products, report = _normalised(rows)
    got = products[-1].category
    if case["type"] is not None:
        assert got == case["type"]
    else:
        assert got in {None, *(word for word, _ in STATED)}, "nothing of the field is taken for a type"
        assert report.count("missing") == 2


@pytest.mark.parametrize("case", [*_cases("inferred"), *_cases("inferred_unseen")])
def test_types_are_found_in_titles_of_the_catalogs_language(case: dict[str, Any]) -> None:
    brands = ZH_BRANDS if case["language"] == "zh" else BRANDS
    wanted = [(kind, title) for kind, titles in case["groups"].items() for title in titles]
    rows = [
        RawProduct(n, f"p{n}", title, brand=next((b for b in brands if b in title), None))
        for n, (_, title) in enumerate(wanted)
    ]
    products, _ = _normalised(rows)
    wrong = [
        (title, product.category)
        for (kind, title), product in zip(wanted, products, strict=True)
        if phrase_key(kind) not in phrase_key(product.category or "")
    ]
    assert not wrong


def test_a_path_whose_last_level_says_no_type_gives_the_level_above() -> None:
    rows = [
        RawProduct(n, f"p{n}", f"Item {n} {word}", brand=BRANDS[n % 3], category=word, attributes={"Colour": colour})
        for n, (word, colour) in enumerate(STATED * 3)
    ]
    rows += [
        RawProduct(
            90 + n, f"x{n}", f"Zq {n}", category=level, above=["Shop", "Bed, Bath &amp;amp; Body", "Bath towels"]
        )
        for n, level in enumerate(("Red", "Sale", "Beach towels"))
    ]
    products, report = _normalised(rows)
    assert [product.category for product in products[-3:]] == ["Bath towels", "Bath towels", "Beach towels"]
    assert not report.count("missing")


def test_a_rare_name_of_a_thing_is_its_common_one_and_two_common_names_are_two_things() -> None:
    """A few of a shop's notebooks are called laptops; headsets and headphones, both many, are two things."""
    kinds = [("notebook", 40), ("laptop", 4), ("headset", 20), ("headphones", 20), ("kettle", 20)]
    names = [name for name, count in kinds for _ in range(count)]
    rows = [
        RawProduct(n, f"p{n}", f"{BRANDS[n % 3]} {name}", brand=BRANDS[n % 3], attributes={f"Of {name}": n})
        for n, name in enumerate(names)
    ]
    found: dict[str, set[str | None]] = {}
    for product, name in zip(_normalised(rows)[0], names, strict=True):
        found.setdefault(name, set()).add(product.category)

    assert found["notebook"] == found["laptop"] == {"Notebook"}
    assert found["headset"] != found["headphones"]
