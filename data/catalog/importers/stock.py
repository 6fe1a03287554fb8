"""Whether something can be bought, where a shop system states it by a number or a word of its own."""

from __future__ import annotations

from data.catalog.importers.sources import as_number

_NO = ("no", "false", "out of stock", "outofstock", "out_of_stock")


def is_in_stock(stated: str) -> bool:
    """Of a flag or a quantity; what is not stated is in stock."""
    number = as_number(stated)
    return number > 0 if number is not None else stated.casefold() not in _NO
