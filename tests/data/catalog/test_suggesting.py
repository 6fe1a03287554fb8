"""Mappings begun from files: which column is what, and that an import by them gives what one without gives, or more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importing import try_catalog
from data.catalog.suggesting import suggest
from data.errors import SourceUnreadable

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{kind}: {case['name']}")
    for kind in ("seen", "unseen")
    for case in yaml.safe_load((HERE / f"suggesting_{kind}.yaml").read_text(encoding="utf-8"))
]


def written(case: dict[str, Any], path: Path) -> Path:
    lines = [case["header"], *(row.format(n=n) for count, row in case["rows"] for n in range(1, count + 1))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES)
def test_tells_which_column_is_what(case: dict[str, Any], tmp_path: Path) -> None:
    found = suggest(written(case, tmp_path / "shop.csv"), "csv")

    roles = {role.field: role.columns[0] for role in found.roles}
    assert {field: roles.get(field) for field in case["are"]} == case["are"]


def test_an_import_by_it_gives_what_one_without_gives(tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    rows = [f'S{n},Lampe {n},"1{n},90 €",{n},rot,https://s.example/{n}' for n in range(20)]
    file.write_text("\n".join(["Artikelnummer,Bezeichnung,Preis,Bestand,Farbe: außen,Link", *rows]), encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(suggest(file, "csv").yaml(), encoding="utf-8")

    plain = try_catalog(file, format="csv", currency="EUR")
    mapped = try_catalog(file, format="csv", mapping=mapping, currency="EUR")

    assert mapped.products == plain.products
    assert mapped.attributes == plain.attributes


def test_names_that_say_nothing_become_products(tmp_path: Path) -> None:
    file = tmp_path / "shop.jsonl"
    file.write_text(
        "\n".join(f'{{"a": "K{n}", "b": {{"c": "Desk lamp no {n}"}}, "d": "{n}9.90 EUR"}}' for n in range(1, 9)),
        encoding="utf-8",
    )
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(suggest(file, "jsonl").yaml(), encoding="utf-8")

    products = try_catalog(file, format="jsonl", mapping=mapping, currency="EUR").products

    assert (products[0].id, products[0].title, products[0].price) == ("K1", "Desk lamp no 1", 19.9)


def test_reasons_stand_beside_and_what_is_doubtful_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "my shop.csv"
    file.write_text("id,title,price,no: 1\n1,Lamp one,see below,a\n2,Lamp two,see below,b\n", encoding="utf-8")

    text = suggest(file, "csv").yaml()

    assert "id: id  # by its name\n" in text
    assert "price: price  # ? by its name, though only 0 in 100 values look like it\n" in text
    assert 'brand: ""  # ? no column looks like it\n' in text
    assert '  #  - "no: 1"\n' in text


def test_formats_that_need_no_mapping_say_so(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="shopify say themselves"):
        suggest(tmp_path / "x.csv", "shopify")
