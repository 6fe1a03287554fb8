"""The forms that a source states of a product: their options as values of the product's attributes, and what follows
from the forms for the product itself (its price, whether it can be bought).

How values of a column are spelled and typed is `data.catalog.normalisation.values`; how a price is read, the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Protocol

from data.catalog.importers.rows import RawProduct, RawVariant
from data.catalog.normalisation.availability import is_nothing
from data.catalog.normalisation.labels import attribute_name
from data.catalog.normalisation.pricing import Priced, is_priced
from data.catalog.normalisation.values import Column
from data.catalog.products import CODE_KINDS, AttributeValue, Codes, Product, Scalar, Variant, codes_of, values_of
from data.catalog.reports import ImportReport
from data.catalog.variants import offered, united


class Readers(Protocol):
    """How the prices and addresses of a source are read; what is wrong with one goes into the report."""

    def price(self, row: RawProduct, raw: RawProduct | RawVariant) -> Priced:
        """What a product, or one of its variants, costs."""

    def available(self, row: RawProduct, raw: RawProduct | RawVariant) -> bool:
        """Whether a product, or one of its variants, can be bought."""

    def link(self, row: RawProduct, address: str | None, whose: str) -> str | None:
        """An address that pages may open, or none."""


class Options:
    """The options of all variants, as further rows of the attributes' columns: behind the products' rows, each
    different value of a product once, however many variants have it."""

    def __init__(self, rows: Sequence[RawProduct]) -> None:
        self._rows = rows
        self._owners: list[int] = []
        self._places: dict[int, dict[str, dict[str, int]]] = {}
        self._values: dict[int, AttributeValue] = {}
        self._own: dict[tuple[int, str], Scalar] = {}
        self.raw: dict[str, dict[int, str]] = {}
        """The raw values by attribute name and number of the further row."""
        self.source_names: set[str] = {name for row in rows for variant in row.variants for name in variant.options}
        for number, row in enumerate(rows):
            for variant in row.variants:
                for name, value in _named(variant):
                    self._add(number, name, value)

    def _add(self, number: int, name: str, value: str) -> None:
        places = self._places.setdefault(number, {}).setdefault(name, {})
        if value not in places:
            places[value] = len(self._rows) + len(self._owners)
            self._owners.append(number)
            self.raw.setdefault(name, {})[places[value]] = value

    def owner(self, number: int) -> int:
        """The product of a row of a column."""
        return number if number < len(self._rows) else self._owners[number - len(self._rows)]

    def names(self, number: int) -> Set[str]:
        """The attributes that the variants of a product have as options."""
        return self._places.get(number, {}).keys()

    def texts(self, texts: Sequence[str]) -> list[str]:
        """The text of each row, given those of the products."""
        return [*texts, *(texts[owner] for owner in self._owners)]

    def settled(self, name: str, column: Column, report: ImportReport) -> Column:
        """The column of the products alone: each with the values of its variants, in their order. Keeps the others."""
        values = {number: value for number, value in column.values.items() if number < len(self._rows)}
        for number in {self.owner(place) for place in self.raw.get(name, ())}:
            own = values.pop(number, None)
            stated = self._settle(number, name, column, own, report)
            if stated:
                values[number] = stated[0] if len(stated) == 1 else stated
        repairs = [(self.owner(number), reason, example) for number, reason, example in column.repairs]
        return replace(column, values=values, repairs=repairs)

    def _settle(
        self, number: int, name: str, column: Column, own: AttributeValue | None, report: ImportReport
    ) -> tuple[Scalar, ...]:
        """What a product states of an attribute that its variants have as an option. What it states itself (`own`)
        holds for the variants that leave the option out, and for no other."""
        places = self._places[number][name]
        self._values.update({place: column.values[place] for place in places.values() if place in column.values})
        row = self._rows[number]
        stated = [self.value(number, variant, name) for variant in row.variants]
        union = united(own, stated)
        if None in stated:
            if own is not None and not isinstance(own, tuple):
                self._own[number, name] = own
        elif lost := [single for single in values_of(own) if single not in union] if own is not None else []:
            report.repaired(row.line, row.id, "value that no variant has removed", f"{name}: {lost[0]}")
        return union

    def value(self, number: int, variant: RawVariant, name: str) -> AttributeValue | None:
        """What a variant of a product has for an option, once it is settled; None if it does not say."""
        raw = dict(_named(variant)).get(name)
        return None if raw is None else self._values.get(self._places[number][name][raw])

    def of(self, number: int, variant: RawVariant) -> dict[str, AttributeValue]:
        """The options of a variant by attribute name; one that it leaves out is as the product itself states it."""
        found = {}
        for name in self._places.get(number, {}):
            value = self.value(number, variant, name)
            value = self._own.get((number, name)) if value is None else value
            if value is not None:
                found[name] = value
        return found


def _named(variant: RawVariant) -> Iterator[tuple[str, str]]:
    """The options by the name of their attribute, each name once."""
    seen: set[str] = set()
    for source_name, value in variant.options.items():
        name = attribute_name(source_name)
        if name not in seen:
            seen.add(name)
            yield name, str(value)


def with_variants(
    product: Product, row: RawProduct, number: int, options: Options, read: Readers, report: ImportReport
) -> Product:
    """The product with the variants of its row, and with what follows from them. One without options is no variant:
    what it states, the product does.
    """
    variants, currency = _variants(product, row, number, options, read, report)
    if not variants:
        return product
    if len(variants) == 1 and not variants[0].options:
        only, variants = variants[0], ()
        product = replace(product, url=product.url or only.url, codes=_joined(product.codes, only.codes))
        product, forms = offered(product, [only]), (only,)
    else:
        product, forms = offered(product, variants), variants
    pictures = sorted((form for form in forms if form.image_url), key=lambda form: not form.available)
    return replace(
        product,
        currency=currency if product.price is not None else None,
        image_url=product.image_url or (pictures[0].image_url if pictures else None),
        variants=variants,
    )


def _variants(
    product: Product, row: RawProduct, number: int, options: Options, read: Readers, report: ImportReport
) -> tuple[tuple[Variant, ...], str | None]:
    """The variants, each id once, and the currency that their prices are in."""
    found: dict[str, Variant] = {}
    currency: str | None = None
    as_product = Priced(product.price, product.currency, product.list_price)
    for place, raw in enumerate(row.variants, start=1):
        id = raw.id.strip() or next((sku for sku in raw.codes.get("sku", ()) if sku), f"{row.id}:{place}")
        if id in found:
            report.dropped(raw.line, row.id, "the id of the variant occurs before", id)
            continue
        priced = read.price(row, raw) if is_priced(raw) else as_product
        if priced.price is not None:
            currency = currency or priced.currency
            if priced.currency != currency:
                reason = "price in another currency than the product's other variants; price removed"
                report.repaired(raw.line, row.id, reason, f"{id}: {raw.price}")
                priced = Priced()
        found[id] = Variant(
            id=id,
            options=options.of(number, raw),
            price=priced.price,
            list_price=priced.list_price,
            available=product.available if is_nothing(raw.available) else read.available(row, raw),
            image_url=read.link(row, raw.image_url, "image"),
            url=read.link(row, raw.url, "product"),
            codes=codes_of(raw.codes),
        )
    return tuple(found.values()), currency


def _joined(one: Codes, other: Codes) -> Codes:
    both = {kind: tuple(dict.fromkeys((*one.get(kind, ()), *other.get(kind, ())))) for kind in CODE_KINDS}
    return {kind: codes for kind, codes in both.items() if codes}
