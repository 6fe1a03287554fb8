"""A shop's own export: tables, JSON and XML, read with a mapping (`data.catalog.importers.mapping`) or by its names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.catalog.importers import cells
from data.catalog.importers.grouping import Groups
from data.catalog.importers.headings import currency_in, field_of, numbered_pairs
from data.catalog.importers.identifiers import add_code, barcode_kind, is_mangled
from data.catalog.importers.mapping import Mapping, is_attribute, resolved
from data.catalog.importers.nested import flat, forms_of, is_pairs, option_names, options_of, pair_of, pairs_in
from data.catalog.importers.rows import (
    BadRow,
    RawAvailability,
    RawCodes,
    RawProduct,
    RawSale,
    RawValue,
    RawVariant,
    Row,
    bad_row,
)  # fmt: skip
from data.catalog.importers.sales import on_sale
from data.catalog.importers.sources import as_number
from data.catalog.importers.states import withheld_by
from data.catalog.importers.tables import Numbered, csv_rows, header_without, open_table
from data.catalog.products import CODE_KINDS
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.errors import MappingInvalid

__all__ = ["Numbered", "Reading", "csv_rows", "read_csv"]
_COUNTED = (
    "inventory_management", "inventoryManagement", "manage_stock", "manage_inventory", "track_inventory", "tracked",
)  # fmt: skip
"""Keys of a variant that say whether its stock is counted."""
_WITHOUT_STOCK = (
    "inventory_policy", "inventoryPolicy", "allow_backorder", "allow_backorders", "backorders_allowed",
)  # fmt: skip
"""Keys of a variant that say whether it is sold without stock."""
_SAMPLE = 200
"""Nested records whose keys say which is what."""
_MOST_KEYS = 5000
_NO_OPTION = ("default", "default title")
_TOTALS = "a line of totals under the table"


def read_csv(
    path: Path, mapping: Mapping | None, report: ImportReport, progress: Progress | None = None
) -> Iterator[Row]:
    """The rows of a CSV, TSV or workbook with a header.

    Raises SourceUnreadable if the header lacks id or title, MappingInvalid if it lacks a column that the mapping names.
    """

    def fits(columns: Sequence[str]) -> bool:
        try:
            found = resolved(mapping, columns)
        except MappingInvalid:
            return False
        return {found.id, found.title} <= set(filter(None, columns))

    with ExitStack() as stack:
        separator, encoding = (mapping.delimiter, mapping.encoding) if mapping else ("", "")
        table = open_table(stack, path, separator, fits, report, progress, encoding)
        if not fits(table.columns):
            found = resolved(mapping, table.columns)  # says which column of the mapping is not there
            needed = [getattr(found, name) or name for name in ("id", "title")]
            raise header_without(path, [name for name in needed if name not in table.columns], table.columns)
        reading = Reading(resolved(mapping, table.columns), table.columns, report)
        yield from reading.products(_without_totals(table.rows, reading))


def _without_totals(rows: Iterator[Numbered | BadRow], reading: Reading) -> Iterator[Numbered | BadRow]:
    """The rows without a last one that has numbers and no product's id or title."""
    last: Numbered | BadRow | None = None
    for row in rows:
        if last is not None:
            yield last
        last = row
    if last is None:
        return
    if not isinstance(last, BadRow) and reading.is_total(last[1]):
        reading.report.dropped(last[0], "-", _TOTALS, " ".join(map(str, filter(None, last[1].values())))[:60])
    else:
        yield last


def of_records(records: Iterator[Numbered | BadRow], mapping: Mapping | None, report: ImportReport) -> Iterator[Row]:
    """The products of nested records, of which the first ones say what keys there are."""
    begun = list(islice(records, _SAMPLE))
    keys = _keys(begun)
    reading = Reading(resolved(mapping, keys, complete=False), keys, report)
    yield from reading.products(chain(begun, records))


def _keys(records: list[Numbered | BadRow]) -> list[str]:
    found: dict[str, None] = {}
    for row in records:
        if not isinstance(row, BadRow) and len(found) < _MOST_KEYS:
            found |= dict.fromkeys(flat(row[1]))
    return list(found)


class Reading:
    """Makes products of records, by a mapping whose names are theirs. What it makes nothing of goes into the report."""

    def __init__(self, mapping: Mapping, columns: Iterable[str], report: ImportReport) -> None:
        self.mapping, self.report = mapping, report
        self._named = mapping.named_columns()
        unnamed = [column for column in columns if column not in self._named] if mapping.attributes.rest else []
        self._paired = numbered_pairs(unnamed)
        self._named |= {*self._paired, *self._paired.values()}
        self._options: set[str] = set()
        """What pairs name, which tell forms apart before columns do."""
        self._objects = frozenset(mapping.attributes.objects)
        self._currency = currency_in(mapping.price)
        self._by_delivery = field_of(mapping.available) == "delivery"
        if self._by_delivery:  # which shoppers ask for as well
            self._named.discard(mapping.available)

    def is_total(self, row: dict[str, Any]) -> bool:
        """Whether a row only sums up columns: numbers, a word at most, and no title or no id."""
        if cells.text(row.get(self.mapping.id)) and cells.text(row.get(self.mapping.title)):
            return False
        values = [cells.text(value) for value in row.values() if cells.text(value)]
        numbers = [value for value in values if value[-1:].isdigit() or value[:1].isdigit()]
        return bool(numbers) and len(values) - len(numbers) <= 1

    def products(self, rows: Iterable[Numbered | BadRow]) -> Iterator[Row]:
        """The products of the records; those that state one group are forms of one."""
        groups = Groups(self._options)
        for row in self._with_forms(rows):
            if isinstance(row, RawProduct):
                yield row
                continue
            made = row if isinstance(row, BadRow) else self.product(*row)
            group = (
                "" if isinstance(row, BadRow) or not self.mapping.group else cells.text(row[1].get(self.mapping.group))
            )
            if group and isinstance(made, RawProduct):
                groups.add(group, made)
            elif isinstance(made, RawProduct) and self.mapping.group:
                groups.add(made.id, made)  # whose forms may come later
            else:
                yield made
        yield from groups.products()

    def _with_forms(self, rows: Iterable[Numbered | BadRow]) -> Iterator[Numbered | BadRow | RawProduct]:
        """The rows; one whose forms follow it as rows without an id or a title of their own comes as their product."""
        before: Numbered | None = None
        forms: list[Numbered] = []
        for row in rows:
            if before is not None and not isinstance(row, BadRow) and self._continues(before[1], row[1]):
                forms.append(row)
                continue
            if before is not None:
                yield from self._as_one(before, forms)
            before, forms = (None, []) if isinstance(row, BadRow) else (row, [])
            if isinstance(row, BadRow):
                yield row
        if before is not None:
            yield from self._as_one(before, forms)

    def _continues(self, before: dict[str, Any], row: dict[str, Any]) -> bool:
        """Whether a row only states a form of the product before it (BigCommerce, Rakuten)."""
        mapping = self.mapping
        own, title = cells.text(row.get(mapping.id)), cells.text(row.get(mapping.title))
        codes, known = _codes(row, mapping), _codes(before, mapping)
        return (
            bool(cells.text(before.get(mapping.id)) and cells.text(before.get(mapping.title)))
            and own in ("", cells.text(before.get(mapping.id)))
            and (not title or (not own and bool(pairs_in(title))))
            and any(codes.get(kind, known.get(kind)) != known.get(kind) for kind in ("sku", "gtin", "mpn"))
        )

    def _as_one(self, before: Numbered, forms: list[Numbered]) -> Iterator[Numbered | BadRow | RawProduct]:
        if not forms:
            yield before
            return
        product = self.product(*before)
        if isinstance(product, BadRow):
            yield product
            return
        groups = Groups(self._options)
        groups.add(product.id, product)
        for line, row in forms:
            codes = _codes(row, self.mapping)
            id = next((code for kind in ("sku", "gtin", "mpn") for code in codes.get(kind, ())), f"{product.id}-{line}")
            title = cells.text(row.get(self.mapping.title))
            made = self.product(line, row | {self.mapping.id: id, self.mapping.title: product.title})
            if isinstance(made, BadRow):
                yield made
                continue
            if made.id == product.id:
                made.id = f"{product.id}-{line}"
            for name, value in pairs_in(title):
                cells.put(made.attributes, name, value, "")
                self._options.add(name)
            groups.add(product.id, made)
        yield from groups.products()

    def product(self, line: int, row: dict[str, Any]) -> Row:
        """The product that a record states, or the BadRow that says why it states none."""
        mapping = self.mapping
        is_nested = any(isinstance(value, (dict, list)) for value in row.values())
        forms = forms_of(row) if is_nested else None
        names = option_names(row) if forms else []
        rest = {key: value for key, value in row.items() if key != forms[0]} if forms else row
        record = flat(rest, self._objects) if is_nested else row
        identity, title = cells.text(record.get(mapping.id)), cells.text(record.get(mapping.title))
        if not identity or not title:
            missing = mapping.title if identity else mapping.id
            return bad_row(line, f"without {missing or ('title' if identity else 'id')}", list(record.values())[:4])
        try:
            attributes = self._attributes(line, record, names)
        except ValueError as error:
            return bad_row(line, str(error), identity)
        image = cells.first_link(record.get(mapping.image_url), mapping.list_separator)
        raw = RawProduct(
            line=line,
            id=identity,
            title=title,
            description="\n".join(filter(None, (cells.text(record.get(name)) for name in mapping.description))),
            brand=cells.text(cells.first(record.get(mapping.brand), "")) or None,
            category=cells.category(
                cells.first_part(record.get(mapping.category), mapping.list_separator), mapping.category_separator
            ),
            price=cells.price(record.get(mapping.price)),
            currency=cells.text(record.get(mapping.currency)) or self._currency,
            image_url=cells.text(image) or None,
            url=cells.text(cells.first(record.get(mapping.url), "")) or None,
            available=self._available(record),
            attributes=attributes,
            withheld=next(filter(None, (withheld_by(name, record.get(name)) for name in mapping.state)), None),
            codes=_codes(record, mapping),
        )
        for kind in CODE_KINDS:
            for text in filter(is_mangled, _code_texts(record, getattr(mapping, kind))):
                self.report.unread(line, f"{getattr(mapping, kind)}: a number that a spreadsheet rounded", text)
        _reduce(raw, record, mapping)
        raw.variants = self._variants(line, forms[1], names) if forms else []
        return raw

    def _available(self, record: dict[str, Any]) -> RawAvailability:
        """What the record says of its stock; of days of delivery, only words do."""
        stated = cells.availability(record.get(self.mapping.available))
        is_days = self._by_delivery and (not isinstance(stated, str) or as_number(stated) is not None)
        return None if is_days else stated

    def _variants(self, line: int, forms: list[dict[str, Any]], names: list[str]) -> list[RawVariant]:
        """The variants, whose keys have the names that shops' systems give them."""
        found = []
        for number, form in enumerate(forms, start=1):
            record = flat({key: value for key, value in form.items() if key != "options"})
            mapping = _of_forms(record)
            identity = cells.text(record.get(mapping.id)) or f"{line}-{number}"
            variant = RawVariant(
                line=line,
                id=identity,
                options=options_of(form, names),
                price=cells.price(record.get(mapping.price)),
                available=_stock(form, record, mapping),
                image_url=cells.text(cells.first_link(record.get(mapping.image_url), "")) or None,
                url=cells.text(cells.first(record.get(mapping.url), "")) or None,
                codes=_codes(record, mapping),
            )
            _reduce(variant, record, mapping)
            found.append(variant)
        return found

    def _attributes(self, line: int, record: dict[str, Any], options: list[str]) -> dict[str, RawValue]:
        found: dict[str, RawValue] = {}
        mapping = self.mapping
        for column, name in mapping.attributes.columns.items():
            cells.put(found, name, record.get(column), mapping.list_separator)
        for column in mapping.attributes.objects:
            for name, value in _pairs(record.get(column), column):
                cells.put(found, str(name), value, mapping.list_separator)
        for column, names in self._paired.items():
            if name := cells.text(record.get(names)):
                self._options.add(name)
                cells.put(found, name, record.get(column), mapping.list_separator)
        for key, value in record.items():
            if key not in self._named and value not in (None, "", []):
                self._put_rest(found, line, key, value, bool(options))
        return found

    def _put_rest(self, found: dict[str, RawValue], line: int, key: str, value: Any, has_options: bool) -> None:
        """Makes an attribute of what the mapping does not name, if it may be one; else the report has it."""
        stated = self.mapping.attributes.rest and is_attribute(key)
        if stated and is_pairs(value) and not (has_options and key == "options"):
            for name, one in map(pair_of, value):  # type: ignore[misc]
                cells.put(found, str(name), one, self.mapping.list_separator)
        elif stated and isinstance(value, str) and field_of(key) == "pairs" and (pairs := pairs_in(value)):
            for name, one in pairs:
                cells.put(found, name, one, self.mapping.list_separator)
                self._options.add(name)
        elif field_of(key) == "pairs" and cells.text(value).casefold() in _NO_OPTION:
            return
        elif stated and not _is_of_a_named(key, self._named) and _is_plain(value):
            cells.put(found, key, value, self.mapping.list_separator)
        elif not has_options or key != "options":
            self.report.unread(line, key, str(value)[:60])


def _is_of_a_named(key: str, named: set[str]) -> bool:
    """Whether it is a part of an object of which the text was read ("brand.id")."""
    parent, _, _ = key.rpartition(".")
    return bool(parent) and parent in named


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict) and not (
        isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value)
    )


_BY_KEYS: dict[tuple[str, ...], Mapping] = {}


def _of_forms(record: dict[str, Any]) -> Mapping:
    """The mapping that the names of a variant's keys suggest; variants of a file mostly have the same ones."""
    keys = tuple(record)
    if keys not in _BY_KEYS:
        if len(_BY_KEYS) > 1000:
            _BY_KEYS.clear()
        _BY_KEYS[keys] = resolved(None, keys)
    return _BY_KEYS[keys]


def _stock(form: dict[str, Any], record: dict[str, Any], mapping: Mapping) -> RawAvailability:
    """What a variant states of its stock; one whose stock nobody counts, or that is sold without, can be bought."""
    if any(key in form and form[key] in (None, False, "", "not_managed", "NOT_MANAGED") for key in _COUNTED):
        stated = record.get("available")
        return stated if isinstance(stated, bool) else True
    if any(str(form.get(key)).casefold() in ("continue", "true", "1") for key in _WITHOUT_STOCK):
        return True
    return cells.availability(record.get(mapping.available))


def _codes(record: dict[str, Any], mapping: Mapping) -> RawCodes:
    """The codes that columns of their own hold."""
    codes: RawCodes = {}
    for kind in CODE_KINDS:
        for text in _code_texts(record, getattr(mapping, kind)):
            add_code(codes, "isbn" if kind == "gtin" and barcode_kind(text) == "isbn" else kind, text)
    if "sku" not in codes and field_of(mapping.id) == "sku":
        for text in _code_texts(record, mapping.id):
            add_code(codes, "sku", text)
    return codes


def _code_texts(record: dict[str, Any], column: str) -> list[str]:
    value = record.get(column) if column else None
    return [text for one in (value if isinstance(value, list) else [value]) if (text := cells.code(one))]


def _reduce(raw: RawProduct | RawVariant, record: dict[str, Any], mapping: Mapping) -> None:
    """Takes the regular price and the reduced one from where they stand: both, or a price with what it was before."""
    reduced, before = cells.price(record.get(mapping.sale_price)), cells.price(record.get(mapping.list_price))
    begins, _, ends = cells.text(record.get(mapping.sale_begins)).partition("/")
    if reduced is not None:
        raw.sale = RawSale(reduced, begins or None, ends or cells.text(record.get(mapping.sale_ends)) or None)
    else:
        raw.price, raw.sale = on_sale(raw.price, before)


def _pairs(value: Any, column: str) -> Iterator[tuple[Any, Any]]:
    if value is None or value == "":
        return
    if isinstance(value, str) and value.lstrip()[:1] in "[{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{column} is not valid JSON") from error
    if isinstance(value, str) and (found := pairs_in(value)):
        value = [list(pair) for pair in found]
    if isinstance(value, dict):
        yield from value.items()
        return
    if not isinstance(value, list):
        raise ValueError(f"{column} is neither an object nor a list of pairs")
    for item in value:
        pair = pair_of(item) if isinstance(item, dict) else item
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise ValueError(f"{column} holds something else than [name, value]")
        yield pair[0], pair[1]
