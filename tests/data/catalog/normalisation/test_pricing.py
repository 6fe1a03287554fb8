"""What products cost at the time of an import: sales in and out of their dates, ranges of variants."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.importers.rows import RawProduct, RawSale, RawVariant
from data.catalog.normalisation import normalise
from data.catalog.normalisation.pricing import Priced, Pricing
from data.catalog.reports import ImportReport

HERE = Path(__file__).parent
SALES = [
    sale
    for name in ("spellings_seen.yaml", "spellings_unseen.yaml")
    for sale in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["sales"]
]
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def priced(row: RawProduct, at: datetime = NOON, report: ImportReport | None = None) -> Priced:
    return Pricing([row], "EUR", at, report or ImportReport()).of(row, row)


@pytest.mark.parametrize("case", SALES)
def test_a_sale_price_holds_within_its_dates_and_below_the_regular_price(case: dict[str, Any]) -> None:
    sale = RawSale(case["sale"], case.get("from") or case.get("interval"), case.get("to"))
    row = RawProduct(1, "a", "Mug", price=case["regular"], sale=sale)

    found = priced(row, datetime.fromisoformat(case["at"]))

    assert [found.price, found.list_price] == case["gives"]


def test_a_sale_to_come_is_told_with_its_day_and_the_file_is_read_again_then() -> None:
    report = ImportReport()
    row = RawProduct(1, "a", "Mug", price="20", sale=RawSale("15", "2024-02-01", "2024-02-10"))

    assert priced(row, report=report) == Priced(20.0, "EUR")

    assert any("on sale from 2024-02-01" in what for what in report.findings["assumed"])
    assert report.changes_at == datetime(2024, 2, 1, tzinfo=UTC)


def test_an_open_end_changes_nothing_later() -> None:
    report = ImportReport()

    priced(RawProduct(1, "a", "Mug", price="20", sale=RawSale("15", "2023-02-01")), report=report)

    assert report.changes_at is None


def test_dates_that_are_none_are_told() -> None:
    report = ImportReport()

    priced(RawProduct(1, "a", "Mug", price="20", sale=RawSale("15", "next week")), report=report)

    assert (
        "next week" in report.findings["unread"]["dates of a sale: not a date; the regular price is taken"].examples[0]
    )


def test_the_price_is_the_lowest_of_what_can_be_bought_and_a_free_sample_is_none() -> None:
    row = RawProduct(1, "a", "Fabric", category="Fabric", price="99")
    row.variants = [
        RawVariant(2, "metre", {"cut": "metre"}, price="25.00", sale=RawSale("20.00")),
        RawVariant(3, "roll", {"cut": "roll"}, price="40,00"),
        RawVariant(4, "sold", {"cut": "yard"}, price="5.00", available="sold out"),
        RawVariant(5, "sample", {"cut": "sample"}, price="0.00"),
        RawVariant(6, "as the product", {"cut": "other"}),
    ]

    ((product,), _) = normalise([row], currency="EUR", report=ImportReport(), at=NOON)

    assert (product.price, product.list_price, product.highest_price) == (20.0, 25.0, 99.0)
    assert [variant.price for variant in product.variants] == [20.0, 40.0, 5.0, None, 99.0]


def test_what_is_no_price_and_what_costs_nothing_is_told_with_its_line() -> None:
    report = ImportReport()

    assert priced(RawProduct(3, "a", "Mug", price="on request"), report=report) == Priced()
    assert priced(RawProduct(4, "b", "Mug", price="0"), report=report) == Priced()

    assert report.findings["unread"]["price: on request"].examples == ["a: on request (line 3)"]
    assert "price of 0 taken as none" in report.findings["assumed"]
