"""What the report says of files as shops have them, through the whole of an import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importing import try_catalog
from data.catalog.report_shape import Point, Report
from data.catalog.reviewing.points import ranked, share
from data.catalog.store import CatalogStore
from data.database import connect
from tests.data.catalog.whole_import import import_catalog

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=case["name"])
    for name in ("cases.yaml", "cases_unseen.yaml")
    for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
]


def written(case: dict[str, Any], path: Path) -> Path:
    lines = [case["header"], *(row.format(n=n) for count, row in case["rows"] for n in range(1, count + 1))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES)
def test_says_what_there_is_to_know(case: dict[str, Any], sqlite_url: str, tmp_path: Path) -> None:
    store = CatalogStore(connect(sqlite_url))
    if "before" in case:
        import_catalog(written(case["before"], tmp_path / "before.csv"), format="csv", store=store, currency="EUR")

    made = try_catalog(written(case, tmp_path / "now.csv"), format="csv", currency="EUR", before=store.offers())

    said = {point.code: point for point in made.report.points}
    assert set(case.get("has", ())) <= said.keys()
    assert not set(case.get("lacks", ())) & said.keys()
    assert all(point.text and "{" not in point.text + point.do for point in said.values())
    assert Report.model_validate(made.report.to_dict()) == made.report.shape()


def test_a_report_has_figures_and_the_lines_of_what_is_lacking(tmp_path: Path) -> None:
    file = tmp_path / "shop.csv"
    file.write_text(
        "id,title,category,price,available\n1,Lampe mit Schirm und Kabel,Lampe,3 EUR,1\n"
        "2,Stuhl für den Garten,Stuhl,,0\n",
        encoding="utf-8",
    )

    report = try_catalog(file, format="csv", currency="EUR").report.shape()

    assert report.figures is not None
    assert (report.figures.products, report.figures.available, report.figures.types) == (2, 1, 2)
    assert report.figures.currencies == {"EUR": 1}
    assert report.figures.languages == {"de": 2}
    assert report.figures.missing["price"] == 1
    assert report.missing["price"].examples == ["2 (line 3)"]
    first = report.points[0]
    assert (first.code, first.count, first.of, first.examples) == ("no_url", 2, 2, ["1 (line 2)", "2 (line 3)"])


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        (1, 1, "the only product"),
        (12, 12, "all 12 products"),
        (7, 12, "7 of 12 products"),
        (6, 100, "1 in 10 products (6)"),
        (1203, 2000, "6 in 10 products (1,203)"),
        (3, 2000, "3 of 2,000 products"),
        (1999, 2000, "nearly all products (1,999 of 2,000)"),
    ],
)
def test_shares_are_said_as_people_say_them(count: int, of: int, said: str) -> None:
    assert share(count, of) == said


def test_what_has_to_be_asked_comes_first_then_what_hides_most() -> None:
    def of(code: str, level: Any, count: int) -> Point:
        return Point(code=code, level=level, text="-", count=count, of=10)

    found = ranked([of("no_brand", "hint", 10), of("no_price", "warning", 2), of("no_image", "warning", 9),
                    of("products_gone", "ask", 3)])  # fmt: skip

    assert [point.code for point in found] == ["products_gone", "no_image", "no_price", "no_brand"]
