"""What the text of one price says, whatever it is."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from data.catalog.normalisation.availability import read_availability
from data.catalog.normalisation.price_texts import PriceText, price_text
from data.catalog.normalisation.prices import PriceColumn

PIECES = st.sampled_from(
    [
        "1",
        "12",
        "299",
        "00",
        "1299",
        ".",
        ",",
        "'",
        " ",
        "-",
        "–",
        "/",
        "€",
        "$",
        "kr",
        "USD",
        "from",
        "ab",
        "x",
        "(",
        "%",
        "½",
        "٣",
        "m²",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_a_price_or_says_why_it_is_none(text: str) -> None:
    price = PriceColumn([(text, None)], "EUR").read(text)

    if price.amount is None:
        assert price.fault or price_text(text) is None
    else:
        assert math.isfinite(price.amount)
        assert price.amount >= 0
        assert price.currency is not None


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.none(), st.booleans()))
def test_any_stock_is_read_without_an_error(stock: str | float | None) -> None:
    assert read_availability(stock) in (True, False, None)


def test_a_price_in_two_currencies_is_none() -> None:
    assert price_text("5 EUR (6 USD)") == PriceText(fault="two currencies (eur and usd)")
