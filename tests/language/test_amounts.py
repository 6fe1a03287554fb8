"""Money in shoppers' words, with thousands in every writing."""

from __future__ import annotations

import pytest

from language.quantities import quantities


@pytest.mark.parametrize(
    ("text", "high", "currency"),
    [
        ("under 1 000 €", 1000, "EUR"),
        ("under 1\u202f000 €", 1000, "EUR"),
        ("under 1 299,50 €", 1299.5, "EUR"),
        ("unter 1.000 Euro", 1000, "EUR"),
        ("unter 1.299,90 €", 1299.9, "EUR"),
        ("unter 1.299,- €", 1299, "EUR"),
        ("unter 499,- Euro", 499, "EUR"),
        ("under CHF 1’299.–", 1299, "CHF"),
        ("under CHF 1'299", 1299, "CHF"),
        ("under ₹1,29,900", 129900, "INR"),
        ("under ₹1,29,900.50", 129900.5, "INR"),
        ("under Rs. 1,499", 1499, "INR"),
        ("under $1,299.00", 1299, "USD"),
        ("under $ 1,299", 1299, "USD"),
        ("moins de 1 500 euros", 1500, "EUR"),
        ("under R$ 1.299,90", 1299.9, "BRL"),
        ("under 1.200.000 dong", 1200000, "VND"),
        ("under 1 000, please: EUR 1 000", 1000, None),
    ],
)
def test_thousands_in_every_writing(text: str, high: float, currency: str | None) -> None:
    quantity, *_ = quantities(text)

    assert (quantity.op, quantity.high, quantity.unit) == ("lt", high, currency)


def test_a_sign_before_a_number_is_of_that_number() -> None:
    found = quantities("two $ 100 headphones")

    assert [(quantity.low, quantity.unit) for quantity in found if quantity.unit] == [(100, "USD")]


@pytest.mark.parametrize(
    "text", ["between 200 € and 1.000 €", "zwischen 200 und 1.000 €", "200 - 1 000 €", "€200–€1,000"]
)
def test_ranges_of_money(text: str) -> None:
    (quantity,) = quantities(text)

    assert (quantity.low, quantity.high, quantity.unit) == (200, 1000, "EUR")
