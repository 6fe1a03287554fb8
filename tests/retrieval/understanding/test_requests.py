"""What requests in shoppers' words say, over the demo catalog and large real ones: requests.yaml and strangers.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.constraints import ConstraintValue, Range
from data.catalog.importers.rows import RawProduct
from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.products import Catalog
from data.catalog.reports import ImportReport
from data.demo import generate
from retrieval.attribute_table import AttributeTable
from retrieval.search.codes import CodeIndex
from retrieval.understanding.linker import Linker

LEAST_SHARE = 0.95
LEAST_WITH_MINED = 0.85
"""Where types are mined from titles, and one may be narrower than what is asked for ("Printer", "Laser printer")."""
LEAST_UNSEEN = 0.8
Request = dict[str, Any]


def requests(catalog: str) -> list[Request]:
    return [row for row in table("requests") if row["catalog"] == catalog]


def table(name: str) -> list[Request]:
    rows: list[Request] = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


ESCI = """
id: asin
description: [description, bullet_points]
image_url: image
attributes: {columns: {color: Colour}, objects: []}
"""


def linker_of(path: Path, format: str, mapping: Path | None = None, currency: str = "EUR") -> Linker:
    rows = [row for row in read_rows(path, format, mapping, ImportReport()) if isinstance(row, RawProduct)]
    products, attributes = normalise(rows, currency=currency, report=ImportReport())
    catalog = Catalog("test", products, attributes)
    return Linker(AttributeTable.from_catalog(catalog), CodeIndex(catalog))


def plain(value: ConstraintValue) -> object:
    if isinstance(value, Range):
        return {"min": value.min, "max": value.max}
    return list(value) if isinstance(value, tuple) else value


def misunderstood(linker: Linker, rows: list[Request]) -> Iterator[str]:
    """The requests that are not understood exactly, with what was read."""
    for row in rows:
        read = linker.link(row["text"], types=row.get("within", ()))
        found = {
            "types": read.product_types,
            "constraints": [[c.attribute, c.op, plain(c.value)] for c in read.constraints],
            "preferences": [[p.attribute, p.direction] for p in read.preferences],
            "fits": read.compatible_with,
            "notes": len(read.notes),
        }
        said = {key: value for key, value in row.items() if key not in ("catalog", "text", "within", "kept")}
        if "within" in row and "types" not in row:
            del found["types"]
        wanted = {"constraints": [], "preferences": [], "fits": None, "notes": 0} | said
        # The order in which constraints are said does not matter.
        if {k: sorted(map(str, v)) if isinstance(v, list) else v for k, v in found.items()} != {
            k: sorted(map(str, v)) if isinstance(v, list) else v for k, v in wanted.items()
        }:
            yield f"{row['text']!r}: {found}"


def check(linker: Linker, rows: list[Request], least: float = LEAST_SHARE) -> None:
    wrong = list(misunderstood(linker, rows))
    assert len(wrong) <= (1 - least) * len(rows), "\n".join(wrong)


@pytest.fixture(scope="module")
def demo_linker(tmp_path_factory: pytest.TempPathFactory) -> Linker:
    return linker_of(generate(tmp_path_factory.mktemp("demo")).catalog, "jsonl")


def test_requests_over_the_demo_catalog_are_understood_exactly(demo_linker: Linker) -> None:
    rows = requests("demo")
    assert len(rows) >= 60
    check(demo_linker, rows)
    check(demo_linker, table("strangers"))


@pytest.mark.parametrize("row", table("lists"), ids=lambda row: str(row["text"]))
def test_lists_ranges_and_exclusions_are_read_exactly(demo_linker: Linker, row: Request) -> None:
    read = demo_linker.link(row["text"])
    found = [[c.attribute, c.op, plain(c.value)] for c in read.constraints]

    assert sorted(map(str, found)) == sorted(map(str, row["constraints"]))


def test_lists_ranges_and_exclusions_that_nobody_mended_for_are_mostly_read(demo_linker: Linker) -> None:
    rows, wrong = table("lists_unseen"), []
    for row in rows:
        found = [[c.attribute, c.op, plain(c.value)] for c in demo_linker.link(row["text"]).constraints]
        if sorted(map(str, found)) != sorted(map(str, row["constraints"])):
            wrong.append(f"{row['text']!r}: {found}")

    assert len(wrong) <= (1 - LEAST_UNSEEN) * len(rows), "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.evaluation_data
def test_requests_over_a_large_real_catalog_are_understood_exactly(evaluation_data: Path) -> None:
    check(linker_of(evaluation_data / "icecat" / "products.jsonl.gz", "icecat"), requests("icecat"), LEAST_WITH_MINED)


@pytest.mark.slow
@pytest.mark.evaluation_data
def test_requests_over_a_catalog_with_few_attributes_are_understood_exactly(
    evaluation_data: Path, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(ESCI, encoding="utf-8")
    check(linker_of(evaluation_data / "esci" / "products.jsonl.gz", "jsonl", mapping, "USD"), requests("esci"))
