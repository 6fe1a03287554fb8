"""What every row costs at the time of an import: prices read as one column, sales, the range of variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.catalog.importers.rows import RawProduct, RawSale, RawVariant
from data.catalog.normalisation.prices import Price, PriceColumn, Stated
from data.catalog.normalisation.sales import SaleDates
from data.catalog.reports import ImportReport


@dataclass(frozen=True, slots=True)
class Priced:
    """What something costs, in major units of `currency`; None where it is not known, or costs nothing.

    `list_price` is what it costs when it is not on sale, given only if it is; `highest` the other end of a range.
    """

    price: float | None = None
    currency: str | None = None
    list_price: float | None = None
    highest: float | None = None


class Pricing:
    """Reads what the rows of one import cost. `shop` is the currency of prices that state none, `at` the time.

    What is no price, and what was assumed, goes into the report; and when a sale begins or ends, so that an unchanged
    file is read again then (`report.changes_at`).
    """

    def __init__(self, rows: Sequence[RawProduct], shop: str, at: datetime, report: ImportReport) -> None:
        self._column = PriceColumn((stated for row in rows for stated in _stated(row)), shop)
        self._dates = SaleDates(sale for row in rows for one in _priced(row) if (sale := one.sale))
        self._at, self._report = at, report

    def of(self, row: RawProduct, one: RawProduct | RawVariant) -> Priced:
        """What a product, or one of its variants, costs: the sale price where the sale is on."""
        regular = self._told(row, one, one.price)
        if one.sale is None:
            return _positive(regular)
        sale = self._told(row, one, one.sale.price)
        return self._on_sale(row, one, regular, sale) if sale.amount else _positive(regular)

    def _on_sale(self, row: RawProduct, one: RawProduct | RawVariant, regular: Price, sale: Price) -> Priced:
        """The sale price where it holds and is lower; what it will be is told."""
        if regular.amount and (sale.currency != regular.currency or (sale.amount or 0.0) > regular.amount):
            what = "sale price above the regular price or in another currency; the regular price is taken"
            self._report.assumed(one.line, row.id, what, f"{_raw(one.sale)} instead of {one.price}")
            return _positive(regular)
        period = self._dates.period(one.sale or RawSale(""), self._at)
        if period.changes is not None:
            self._report.changes(period.changes)
        if period.state == "in force":
            is_lower = regular.amount and (sale.amount or 0.0) < regular.amount
            return Priced(sale.amount, sale.currency, regular.amount if is_lower else None)
        if period.state == "to come" and period.changes is not None:
            what = f"on sale from {period.changes:%Y-%m-%d}; the regular price until then"
            self._report.assumed(one.line, row.id, what, _raw(one.sale))
        if period.state == "unclear":
            dates = " to ".join(filter(None, (one.sale.begins, one.sale.ends))) if one.sale else ""
            self._report.unread(one.line, "dates of a sale: not a date; the regular price is taken", dates)
        return _positive(regular)

    def _told(self, row: RawProduct, one: RawProduct | RawVariant, raw: str | float | None) -> Price:
        price = self._column.read(raw, row.currency)
        if price.fault:
            self._report.unread(one.line, f"price: {price.fault}", f"{row.id}: {str(raw)[:80]}")
        for what in price.assumed:
            self._report.assumed(one.line, row.id, what, str(raw))
        if price.amount == 0.0:
            self._report.assumed(one.line, row.id, "price of 0 taken as none", str(raw))
        return price


def _positive(price: Price) -> Priced:
    if not price.amount:
        return Priced()
    before = price.before if price.before and price.before > price.amount else None
    return Priced(price.amount, price.currency, before, price.highest)


def is_priced(variant: RawVariant) -> bool:
    """Whether a variant states a price of its own."""
    return variant.price not in (None, "") or variant.sale is not None


def _stated(row: RawProduct) -> Iterator[Stated]:
    for one in _priced(row):
        yield one.price, row.currency
        if one.sale is not None:
            yield one.sale.price, row.currency


def _priced(row: RawProduct) -> Iterator[RawProduct | RawVariant]:
    yield row
    yield from row.variants


def _raw(sale: RawSale | None) -> str:
    return "" if sale is None else str(sale.price)
