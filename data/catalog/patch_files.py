"""Files of changes: rows of prices and stocks alone, as shops' systems write them, read row by row.

What the columns are called is what catalogs call them (`headings.yaml`); a row without a word on something leaves it as
it is. What a row may say as a request, `recommender.protocol.changes` has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.catalog.importers import cells
from data.catalog.importers.documents import json_records
from data.catalog.importers.headings import folded, guessed
from data.catalog.importers.rows import BadRow, RawSale, bad_row
from data.catalog.importers.sources import as_number, open_bytes, packing
from data.catalog.importers.tables import open_table
from data.catalog.normalisation.availability import is_nothing, read_availability
from data.catalog.normalisation.prices import WITHOUT_CURRENCY, Price, PriceColumn
from data.catalog.normalisation.sales import SaleDates
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

Said = dict[str, Any]
"""A patch as `POST /v1/products/changes` takes it."""
_SAMPLE = 2000
"""Rows that show how the file writes its prices."""
_VARIANT = frozenset(map(folded, ("variant id", "variant", "variation id", "variation", "variant code")))
_WHEN = frozenset(map(folded, ("at", "updated at", "modified at", "changed at", "timestamp", "date modified gmt")))
_PRICES = ("price", "sale_price", "list_price")
_SALE = ("sale_period", "sale_begins", "sale_ends")
_FIELDS = ("id", "sku", "currency", "available", *_PRICES, *_SALE)
_STOCK = frozenset(
    map(folded, ("stock", "qty", "quantity", "stock quantity", "stock level", "inventory", "inventory quantity"))
)


def read_patches(path: Path, currency: str, progress: Progress | None = None) -> Iterator[tuple[int, Said] | BadRow]:
    """What the rows of a CSV, workbook or JSON lines say, each with its line, and rows that cannot be understood.

    `currency` is that of prices which state none. Raises SourceUnreadable for a file that is none of these.
    """
    report = ImportReport(source=path.name)
    with ExitStack() as stack:
        rows: Iterator[tuple[int, dict[str, Any]] | BadRow]
        if _is_json(path):
            rows = json_records(path, report, progress)
        else:
            rows = open_table(stack, path, "", _is_header, report, progress).rows
        first = list(islice(rows, _SAMPLE))
        reader = PatchReader((row[1] for row in first if not isinstance(row, BadRow)), currency)
        for row in chain(first, rows):
            yield row if isinstance(row, BadRow) else reader.read(*row)


def _is_json(path: Path) -> bool:
    if packing(path) == "workbook":
        return False
    with open_bytes(path) as file:
        return file.read(1 << 12).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _is_header(names: Sequence[str]) -> bool:
    found = guessed(names)
    return ("id" in found or "sku" in found) and len(found) > 1


class PatchReader:
    """Reads rows of one file; `sample` are its first, which show what points and commas of prices mean."""

    def __init__(self, sample: Iterable[Mapping[str, Any]], currency: str) -> None:
        self._columns: dict[tuple[str, ...], dict[str, str]] = {}
        prices, sales = [], []
        for row in sample:
            columns = self._of(row)
            sales.append(_sale(row, columns))
            prices += [
                (cells.price(row.get(columns[name])), _text(row, columns, "currency"))
                for name in _PRICES
                if name in columns
            ]
        self._prices, self._dates = PriceColumn(prices, currency), SaleDates(sales)

    def read(self, line: int, row: Mapping[str, Any]) -> tuple[int, Said] | BadRow:
        """The patch that a row stands for, or what is wrong with it, with the field."""
        columns = self._of(row)
        try:
            return line, self._patch(row, columns)
        except ValueError as error:
            return bad_row(line, str(error), dict(row))

    def _patch(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> Said:
        id = cells.code(row.get(columns.get("id", ""))) or cells.code(row.get(columns.get("sku", "")))
        if not id:
            raise ValueError("id: the row names no product")
        said = self._priced(row, columns) | _stock(row, columns)
        currency = said.pop("currency", None)
        if not said:
            raise ValueError("says nothing: no price, list_price, available or stock")
        whole: Said = {"id": id}
        if variant := cells.code(row.get(columns.get("variant", ""))):
            whole["variants"] = [{"id": variant} | said]
        else:
            whole |= said
        if currency:
            whole["currency"] = currency
        if (at := _when(row.get(columns.get("at", "")))) is not None:
            whole["at"] = at
        return whole

    def _priced(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> Said:
        read = {name: self._price(row, columns, name) for name in _PRICES if name in columns}
        amounts = {name: price.amount for name, price in read.items() if price.amount is not None}
        said: Said = {name: amount for name, amount in amounts.items() if name != "sale_price"}
        if "sale_price" in amounts and self._is_on_sale(row, columns):
            regular = amounts.get("price")
            said["price"] = amounts["sale_price"]
            if regular is not None and regular > amounts["sale_price"]:
                said["list_price"] = regular
        elif "sale_price" in read and "price" in said:
            said.setdefault("list_price", None)  # a regular price beside an empty reduced one: no sale (any more)
        stated = {
            price.currency
            for price in read.values()
            if price.amount is not None and not any(told.startswith(WITHOUT_CURRENCY) for told in price.assumed)
        }
        if len(stated) > 1:
            raise ValueError(f"currency: prices in {' and '.join(sorted(map(str, stated)))}; give one")
        return said | ({"currency": stated.pop()} if stated else {})

    def _is_on_sale(self, row: Mapping[str, Any], columns: Mapping[str, str]) -> bool:
        """Whether the dates that the row states for its sale price hold now."""
        sale = _sale(row, columns)
        state = self._dates.period(sale, datetime.now(UTC)).state
        if state == "unclear":
            raise ValueError(f"sale dates: {sale.begins or ''} to {sale.ends or ''} are none of ISO 8601")
        return state == "in force"

    def _price(self, row: Mapping[str, Any], columns: Mapping[str, str], name: str) -> Price:
        raw = cells.price(row.get(columns[name]))
        price = self._prices.read(raw, _text(row, columns, "currency"))
        if price.amount == 0.0 and name != "price":  # shops write 0 where nothing is on sale
            return Price()
        if price.fault or price.amount == 0.0 or (price.amount is None and raw not in (None, "")):
            raise ValueError(f"{name}: {price.fault or 'is no price above 0'}: {raw!r}")
        return price

    def _of(self, row: Mapping[str, Any]) -> dict[str, str]:
        """The column of each field, for rows with these columns."""
        names = tuple(map(str, row))
        if names not in self._columns:
            found = guessed(names)
            columns = {name: found[name][0] for name in _FIELDS if name in found}
            for name in names:
                if folded(name) in _VARIANT:
                    columns["variant"] = name
                elif folded(name) in _WHEN:
                    columns["at"] = name
                elif folded(name) in _STOCK:
                    columns["stock"] = name
            if columns.get("available") == columns.get("stock"):
                columns.pop("available", None)
            self._columns[names] = columns
        return self._columns[names]


def _text(row: Mapping[str, Any], columns: Mapping[str, str], name: str) -> str | None:
    return cells.text(row.get(columns[name])) or None if name in columns else None


def _sale(row: Mapping[str, Any], columns: Mapping[str, str]) -> RawSale:
    period, begins, ends = (_text(row, columns, name) for name in _SALE)
    return RawSale("", period or begins, ends)


def _stock(row: Mapping[str, Any], columns: Mapping[str, str]) -> Said:
    """A number is a stock, whatever the column is called; a word says whether it can be bought."""
    said: Said = {}
    for name in ("available", "stock"):
        raw = cells.availability(row.get(columns.get(name, "")))
        if is_nothing(raw):
            continue
        number = None if isinstance(raw, bool) else as_number(raw)
        available = read_availability(raw)
        if number is not None:
            said["stock"] = max(0, int(number))
        elif available is None:
            raise ValueError(f"{name}: {str(raw)[:40]!r} is neither a number nor a known word; put true or false there")
        else:
            said["available"] = available
    return said


def _when(raw: Any) -> str | int | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, int) or (isinstance(raw, str) and raw.strip().isdecimal()):
        return int(raw)
    try:
        return datetime.fromisoformat(str(raw).strip()).isoformat()
    except ValueError as error:
        raise ValueError(f"at: {str(raw)[:40]!r} is no time of ISO 8601 and no number") from error
