"""Whether something can be bought, in the words of shops, platforms and languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from data.catalog.importers.rows import RawAvailability, RawProduct, RawVariant
from data.catalog.normalisation import normalise
from data.catalog.normalisation.availability import read_availability, told_availability
from data.catalog.reports import ImportReport

HERE = Path(__file__).parent
SPELLINGS = [
    spelling
    for name in ("spellings_seen.yaml", "spellings_unseen.yaml")
    for spelling in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["availability"]
]


@pytest.mark.parametrize(("raw", "available"), SPELLINGS)
def test_words_links_and_stocks(raw: RawAvailability, available: bool | None) -> None:
    assert read_availability(raw) is available


def test_a_word_that_is_not_known_is_told_once_with_a_count_and_the_product_offered() -> None:
    report = ImportReport()
    rows = [RawProduct(line, str(line), "Mug", available="ask Bob") for line in range(1, 6)]

    assert all(told_availability(row, row, report) for row in rows)

    ((what, finding),) = report.findings["assumed"].items()
    assert "'ask Bob'" in what
    assert finding.count == 5


@pytest.mark.parametrize(
    ("own", "variants", "available"),
    [
        (True, ["0", "4"], [True, False, True]),
        (None, ["sold out", "ausverkauft"], [False, False, False]),
        ("out of stock", ["4", ""], [True, True, False]),
        ("in stock", ["", "backorder"], [True, True, True]),
    ],
)
def test_a_product_can_be_bought_if_one_of_its_variants_can(
    own: RawAvailability, variants: list[RawAvailability], available: list[bool]
) -> None:
    row = RawProduct(1, "a", "Mug", category="Mug", price=5.0, available=own)
    row.variants = [RawVariant(2, str(n), {"size": str(n)}, available=one) for n, one in enumerate(variants)]

    ((product,), _) = normalise([row], currency="EUR", report=ImportReport())

    assert [product.available, *(variant.available for variant in product.variants)] == available
