"""What every row costs at the time of an import: prices read as one column, sales, the range of variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from data.catalog.importers.rows import RawProduct, RawSale, RawVariant
from data.catalog.normalisation.availability import Availability
from data.catalog.normalisation.prices import Price, PriceColumn, Stated
from data.catalog.normalisation.sales import SaleDates
from data.catalog.reports import ImportReport


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs, in major units of `currency`; None where it is not known.

    `regular` is what it costs when it is not on sale, given only if it is; `highest` the other end of a range.
    """

    price: float | None = None
    currency: str | None = None
    regular: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """A row's product, and its variants in their order; what a variant does not state is as the product has it."""

    product: Cost
    variants: tuple[Cost, ...] = ()


def read_costs(
    rows: Sequence[RawProduct], available: Sequence[Availability], shop: str, at: datetime, report: ImportReport
) -> list[Costs]:
    """The costs of the rows. `shop` is the currency of prices that state none, `at` the time with its zone.

    What is no price, and what was assumed, goes into the report; and when a price changes by a sale's dates, so that an
    unchanged file is read again then (`report.changes_at`).
    """
    reader = _Reader(rows, shop, at, report)
    return [reader.costs(row, one) for row, one in zip(rows, available, strict=True)]


def cost_range(costs: Sequence[tuple[Cost, bool]]) -> Cost:
    """The cost of a product from those of its variants, each with whether it can be bought.

    The lowest price of those that can be bought (of all, if none can), with the highest where they differ. What costs
    nothing, a free sample, is no price of the product; nor is one in another currency than the lowest.
    """
    priced = [(cost, bought) for cost, bought in costs if cost.price]
    counted = [cost for cost, bought in priced if bought] or [cost for cost, _ in priced]
    if not counted:
        return Cost()
    lowest = min(counted, key=lambda cost: cost.price or 0.0)
    highest = max(cost.highest or cost.price or 0.0 for cost in counted if cost.currency == lowest.currency)
    return replace(lowest, highest=highest if highest > (lowest.price or 0.0) else None)


class _Reader:
    """Reads the rows of one import."""

    def __init__(self, rows: Sequence[RawProduct], shop: str, at: datetime, report: ImportReport) -> None:
        self._column = PriceColumn((stated for row in rows for stated in _stated(row)), shop)
        self._dates = SaleDates(sale for row in rows for one in _priced(row) if (sale := one.sale))
        self._at, self._report = at, report

    def costs(self, row: RawProduct, available: Availability) -> Costs:
        own = self._cost(row, row)
        variants = tuple(self._cost(row, one) if _is_priced(one) else own for one in row.variants)
        both = cost_range([*zip(variants, available.variants, strict=True)])
        return Costs(both if both.price else replace(own, price=own.price or None), variants)

    def _cost(self, row: RawProduct, one: RawProduct | RawVariant) -> Cost:
        regular = self._told(row, one, one.price)
        if one.sale is None:
            return _positive(regular)
        sale = self._told(row, one, one.sale.price)
        return self._on_sale(row, one, regular, sale) if sale.amount else _positive(regular)

    def _on_sale(self, row: RawProduct, one: RawProduct | RawVariant, regular: Price, sale: Price) -> Cost:
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
            return Cost(sale.amount, sale.currency, regular.amount if is_lower else None)
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
            self._report.unread(one.line, f"price: {price.fault}", f"{row.id}: {raw}")
        for what in price.assumed:
            self._report.assumed(one.line, row.id, what, str(raw))
        if price.amount == 0.0:
            self._report.assumed(one.line, row.id, "price of 0 taken as none", str(raw))
        return price


def _positive(price: Price) -> Cost:
    return Cost(price.amount, price.currency, None, price.highest) if price.amount else Cost()


def _is_priced(variant: RawVariant) -> bool:
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
