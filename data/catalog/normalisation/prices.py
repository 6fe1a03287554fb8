"""Prices as shops write them: a number, or text with a currency in any convention."""

from __future__ import annotations

import re

from price_parser import Price

_CODE = re.compile(r"\b([A-Z]{3})\b")
_SYMBOLS = {
    "€": "EUR",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "元": "CNY",
    "zł": "PLN",
    "₹": "INR",
}


def read_price(value: str | float | None, currency: str) -> tuple[float | None, str]:
    """The price in major units and its currency code; None where there is no positive price."""
    if value is None or isinstance(value, (int, float)):
        return (value if value and value > 0 else None), currency
    price = Price.fromstring(value)
    amount = price.amount_float
    if amount is None or amount <= 0 or value.lstrip().startswith("-"):
        return None, currency
    code = _CODE.search(value)
    return amount, code[1] if code else _SYMBOLS.get(price.currency or "", currency)
