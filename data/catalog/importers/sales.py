"""Regular and reduced prices in two columns, of which either may be empty."""

from __future__ import annotations

from price_parser import Price

from data.catalog.importers.rows import RawSale

Stated = str | float | None
_MOST_CHARACTERS = 200
"""What is longer is no amount."""


def on_sale(price: Stated, list_price: Stated) -> tuple[Stated, RawSale | None]:
    """The price as a source states it that has a list price beside it: a sale if the list price is the higher one.

    Both are amounts as written. A list price that is no higher, or cannot be compared, is left out.
    """
    now, before = _amount(price), _amount(list_price)
    if price is not None and now is not None and before is not None and before > now:
        return list_price, RawSale(price)
    return None if price == "" else price, None


def _amount(stated: Stated) -> float | None:
    if not isinstance(stated, str):
        return stated
    return Price.fromstring(stated).amount_float if len(stated) <= _MOST_CHARACTERS else None
