"""Prices as columns write them: decimals, currencies, and what is no price of one product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data.catalog.normalisation.prices import PriceColumn

HERE = Path(__file__).parent
COLUMNS = [
    column
    for name in ("spellings_seen.yaml", "spellings_unseen.yaml")
    for column in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["prices"]
]


@pytest.mark.parametrize("case", COLUMNS, ids=[str(case["column"][0][0]) for case in COLUMNS])
def test_a_column_of_prices(case: dict[str, Any]) -> None:
    column = PriceColumn([(raw, None) for raw, _, _ in case["column"]], case["shop"])

    read = [(raw, column.read(raw)) for raw, _, _ in case["column"]]

    assert [[raw, price.amount, price.currency] for raw, price in read] == case["column"]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("on request", "on request"),
        ("-5", "negative"),
        ("2.49 per 100 g", "quantity"),
        ("3 for 10.00", "several pieces"),
        ("12 XQZ", "'XQZ' is not known"),
        ("99 kr", "may be DKK, ISK, NOK, SEK"),
        ("20.00 15.00", "several numbers"),
        ("5 EUR 6 USD", "two currencies"),
        ("1.2.3", "cannot be read"),
        ("12,34,5", "cannot be read"),
        ("up to 50.00", "highest"),
        ("2x10 EUR", "several pieces"),
        ("9" * 100_000, "a text"),
        ("from 1 to 2 " * 10_000, "a text"),
    ],
)
def test_what_is_no_price_says_why(raw: str, fault: str) -> None:
    price = PriceColumn([(raw, None)], "EUR").read(raw)

    assert price.amount is None
    assert fault in (price.fault or "")


def test_what_the_source_leaves_open_is_told() -> None:
    column = PriceColumn([("1.299", None), ("100 € netto", None)], "CHF")

    assert column.read("1.299").assumed == (
        "price without a currency taken as EUR",
        "three digits behind a point or comma taken for thousands",
    )
    assert column.read("100 € netto").assumed == ("price stated without tax; taken as it is",)
    assert column.read("100 €").assumed == ()


@pytest.mark.parametrize(
    ("raw", "beside", "read"),
    [
        ("99 kr", "NOK", (99.0, "NOK")),
        ("99", "kr", (None, None)),
        ("99", "eur", (99.0, "EUR")),
        (12.5, "€", (12.5, "EUR")),
        ("99", "XQZ", (None, None)),
        ("$5", "CAD", (5.0, "CAD")),
    ],
)
def test_a_currency_that_is_stated_beside_the_price(
    raw: str | float, beside: str, read: tuple[float | None, str | None]
) -> None:
    price = PriceColumn([(raw, beside)], "EUR").read(raw, beside)

    assert (price.amount, price.currency) == read


def test_a_range_has_two_ends() -> None:
    price = PriceColumn([], "EUR").read("£12.50 - £20.00")

    assert (price.amount, price.highest, price.currency) == (12.5, 20.0, "GBP")


@pytest.mark.parametrize(
    ("raw", "currency"),
    [("$1,299.99 USD", "USD"), ("€ 19,90 EUR", "EUR"), ("CA$5.00 CAD", "CAD"), ("kr 99 NOK", "NOK")],
)
def test_a_sign_and_the_code_of_one_currency_are_one(raw: str, currency: str) -> None:
    price = PriceColumn([(raw, None)], "EUR").read(raw)

    assert (price.currency, price.fault) == (currency, None)
