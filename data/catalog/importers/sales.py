"""Regular and reduced prices in two columns, of which either may be empty."""

from __future__ import annotations

from price_parser import Price

from data.catalog.importers.rows import RawSale


def on_sale(price: str, list_price: str) -> tuple[str | None, RawSale | None]:
    """The price as a source states it that has a list price beside it: a sale if the list price is the higher one.

    Both are amounts as written. A list price that is no higher, or cannot be compared, is left out.
    """
    now, before = _amount(price), _amount(list_price)
    if now is not None and before is not None and before > now:
        return list_price, RawSale(price)
    return price or None, None


def _amount(text: str) -> float | None:
    return Price.fromstring(text).amount_float if text else None
