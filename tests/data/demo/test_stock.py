"""What the demo's storefront reads: all of the catalog, and all of it in Chinese too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from data.demo import DemoCatalog
from data.demo.stock import write_stock

_SAME = re.compile(
    r"[\d.]+ .+|[\d.]+[%K]?|[A-Z\d-]{1,5}|VESA \d+|Windows.*|DisplayPort|Linux|ChromeOS|macOS|microSD|60 %"
)
"""What is written in Chinese as it is in English: quantities, sizes, standards, names."""


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def test_every_product_stands_in_the_file_of_its_type_as_in_the_catalog(demo: DemoCatalog) -> None:
    rows = [json.loads(line) for line in demo.catalog.read_text(encoding="utf-8").splitlines()]
    types = read(demo.stock, "types")

    assert [row for kind in types for row in read(demo.stock, kind["key"])] == rows
    assert sum(kind["count"] for kind in types) == demo.products == len(read(demo.stock, "search"))
    assert all(row["url"] == f"/product/{row['id']}" for row in rows)


def test_types_attributes_and_values_are_known_in_chinese(demo: DemoCatalog) -> None:
    types = read(demo.stock, "types")
    known = read(demo.stock, "chinese")
    stated = [item for kind in types for row in read(demo.stock, kind["key"]) for item in row["attributes"].items()]
    values = {one for _, value in stated for one in (value if isinstance(value, list) else [value])}
    texts = {value for value in values if isinstance(value, str) and not _SAME.fullmatch(value)}

    assert [kind["key"] for kind in types if kind["zh"] == kind["name"]] == []
    assert {name for name, _ in stated} == known["attributes"].keys()
    assert texts - known["values"].keys() == set()


def test_a_type_that_is_no_more_goes(tmp_path: Path) -> None:
    row = {"id": "mouse-001", "title": "Mouse", "category": "Mouse", "price": 1.0, "currency": "EUR", "available": True}
    write_stock([row | {"image_url": "/m.svg"}], tmp_path)
    write_stock([row | {"id": "kettle-001", "category": "Kettle", "image_url": "/k.svg"}], tmp_path)

    assert {path.stem for path in tmp_path.iterdir()} == {"types", "search", "chinese", "kettle"}
