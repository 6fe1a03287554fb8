"""WooCommerce's product export: CSV, one row a product or variation; a variation names its parent by ID or SKU.

What the columns are called, in each language, is in `woocommerce.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product as combinations
from math import prod
from pathlib import Path
from typing import Any

from data.catalog.importers.columns import Columns, layout, tell_unread, text
from data.catalog.importers.exports import read_export
from data.catalog.importers.identifiers import add_barcode, add_code, spelled_code
from data.catalog.importers.paths import deepest, parts
from data.catalog.importers.rows import BadRow, RawCodes, RawProduct, RawSale, RawValue, RawVariant, Row, bad_row
from data.catalog.importers.woocommerce_order import english_names
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

MOST_FORMS = 100
"""What a variation for any value of an attribute may stand for; one for more is left without those options."""
_NOT_PUBLISHED = {"-1": "draft", "0": "private"}
_PUBLISHED = ("", "1", "true", "yes")
_META = "Meta: "
_CODE_META = re.compile(r"(?:^|_)(?:gtin|ean|isbn|upc|barcode|(mpn))\d*(?:_|$)")
"""Keys under which plugins keep numbers of products."""
_STRUCTURE = re.compile(r"[aOs]:\d+:|[\[{]|https?://|field_[0-9a-f]+$")
"""How what is serialised for PHP, JSON, links and the references of custom fields begin."""
_MEASURES = ("weight", "length", "width", "height")
Attributes = dict[str, list[str]]


def recognises(names: Sequence[str]) -> bool:
    """Whether a file with these columns is such an export, in whatever language."""
    roles = layout("woocommerce").found(names)
    named = {"type", "name"} <= roles and len(roles & {"published", "regular_price", "in_stock", "visibility"}) > 1
    return named or bool(english_names(names))


def read(
    path: Path, report: ImportReport, progress: Progress | None = None, *, base_url: str | None = None
) -> Iterator[Row]:
    """The products of the export, with their variations.

    `base_url` is the shop's address, by which a product's page is found; without it products have no link.
    Raises SourceUnreadable if the export lacks the columns for type or name.
    """
    yield from read_export(
        path,
        "woocommerce",
        ("type", "name"),
        lambda columns: _Reader(columns, report, base_url),
        report,
        progress,
        english_names,
    )


@dataclass(slots=True)
class _Parent:
    """A product that may have variations; `attributes` are its own, of which some tell variations apart."""

    product: RawProduct
    is_variable: bool
    attributes: Attributes
    variations: list[_Variation] = field(default_factory=list)


@dataclass(slots=True)
class _Variation:
    form: RawVariant
    parent: str
    values: Attributes
    withheld: str | None
    measures: dict[str, str]


class _Reader:
    def __init__(self, columns: Columns, report: ImportReport, base_url: str | None) -> None:
        self._columns = columns
        self._report = report
        self._base = base_url.rstrip("/") if base_url else ""
        self._numbers = self._columns.numbers("attribute_name")
        self._metas = [name for name in self._columns.others if name.startswith(_META)]
        self._others = [name for name in self._columns.others if not name.startswith(_META)]
        self._parents: dict[str, _Parent] = {}
        self._by_sku: dict[str, _Parent] = {}
        self._variations: list[_Variation] = []

    def take(self, line: int, row: dict[str, Any]) -> BadRow | None:
        """Adds a product or a variation; returns what is wrong with the row."""
        get = self._columns.get
        sku = spelled_code(get(row, "sku"))
        identity, name = get(row, "id") or sku, get(row, "name")
        kinds = parts(get(row, "type").casefold(), ",")
        is_variation = any("variation" in kind for kind in kinds)
        if not identity or not (name or is_variation):
            return bad_row(line, "without Name" if identity else "without ID or SKU", list(row.values())[:4])
        if is_variation:
            self._variations.append(self._variation(line, row, identity))
        elif identity in self._parents:
            first = self._parents[identity].product.line
            self._report.dropped(line, identity, "the id occurs before", f"first in line {first}")
        else:
            parent = self._parent(line, row, identity, any("variable" in kind for kind in kinds))
            self._parents[identity] = parent
            if sku:
                self._by_sku.setdefault(sku, parent)
        tell_unread(self._others, row, line, self._report)
        return None

    def products(self) -> Iterator[Row]:
        """All products, in the order of their rows. Variations that a deleted product left behind are dropped."""
        for variation in self._variations:
            parent = self._of(variation.parent)
            if parent is None:
                told = "a variation whose parent is not in the file"
                self._report.dropped(variation.form.line, variation.form.id, told, variation.parent or "no parent")
            else:
                parent.variations.append(variation)
        self._variations.clear()
        for parent in self._parents.values():
            yield self._whole(parent)

    def _of(self, named: str) -> _Parent | None:
        if named.startswith("id:"):
            return self._parents.get(named.removeprefix("id:").strip())
        return self._by_sku.get(named)

    def _parent(self, line: int, row: dict[str, Any], identity: str, is_variable: bool) -> _Parent:
        get = self._columns.get
        price, sale = self._price(row)
        levels = deepest(parts(get(row, "categories"), ","), ">")
        return _Parent(
            RawProduct(
                line=line,
                id=identity,
                title=get(row, "name"),
                description="\n".join(filter(None, (get(row, "short_description"), get(row, "description")))),
                brand=next(iter(parts(get(row, "brands"), ",")), None),
                category=levels[-1] if levels else None,
                price=price,
                sale=sale,
                image_url=self._picture(row),
                url=self._address(identity, row),
                available=get(row, "in_stock") or None,
                withheld=self._withheld(row),
                codes=self._codes(row),
                attributes=self._more(line, row),
            ),
            is_variable,
            self._attributes(row),
        )

    def _variation(self, line: int, row: dict[str, Any], identity: str) -> _Variation:
        get = self._columns.get
        price, sale = self._price(row)
        form = RawVariant(
            line=line,
            id=identity,
            price=price,
            sale=sale,
            available=get(row, "in_stock") or None,
            image_url=self._picture(row),
            codes=self._codes(row),
        )
        return _Variation(
            form, spelled_code(get(row, "parent")), self._attributes(row), self._withheld(row), self._measures(row)
        )

    def _price(self, row: dict[str, Any]) -> tuple[str | None, RawSale | None]:
        get = self._columns.get
        regular, reduced = get(row, "regular_price"), get(row, "sale_price")
        if not regular or not reduced:
            return regular or reduced or None, None
        return regular, RawSale(reduced, get(row, "sale_begins") or None, get(row, "sale_ends") or None)

    def _picture(self, row: dict[str, Any]) -> str | None:
        return next(iter(parts(self._columns.get(row, "images"), ",")), None)

    def _address(self, identity: str, row: dict[str, Any]) -> str | None:
        """What the row states, or WordPress's address by number, which leads to the page under its name."""
        stated = self._columns.get(row, "url") or self._columns.get(row, "external_url")
        return stated or (f"{self._base}/?p={identity}" if self._base and identity.isdecimal() else None)

    def _withheld(self, row: dict[str, Any]) -> str | None:
        published = self._columns.get(row, "published").casefold()
        if published not in _PUBLISHED:
            return _NOT_PUBLISHED.get(published, "not published")
        return "hidden" if self._columns.get(row, "visibility").casefold() == "hidden" else None

    def _codes(self, row: dict[str, Any]) -> RawCodes:
        codes: RawCodes = {}
        add_code(codes, "sku", self._columns.get(row, "sku"))
        add_barcode(codes, self._columns.get(row, "barcode"))
        for name in self._metas:
            if (kind := _CODE_META.search(name.removeprefix(_META))) and (code := text(row.get(name))):
                add_code(codes, "mpn", code) if kind[1] else add_barcode(codes, code)
        return codes

    def _attributes(self, row: dict[str, Any]) -> Attributes:
        found: Attributes = {}
        for number in self._numbers:
            if name := self._columns.get(row, "attribute_name", number):
                found[name] = parts(self._columns.get(row, "attribute_value", number), ",")
        return found

    def _measures(self, row: dict[str, Any]) -> dict[str, str]:
        """Weight and size, under the words of the header, in the unit that it names."""
        found = {}
        for role in _MEASURES:
            if value := self._columns.get(row, role):
                label, unit = self._columns.named(role)
                found[label] = f"{value} {unit}".strip()
        return found

    def _more(self, line: int, row: dict[str, Any]) -> dict[str, RawValue]:
        """What the product states beside its attributes: measures, tags, the fields of other plugins."""
        found: dict[str, RawValue] = dict(self._measures(row))
        if tags := parts(self._columns.get(row, "tags"), ","):
            found["Tags"] = list(tags)
        for name in self._metas:
            key, value = name.removeprefix(_META), text(row.get(name))
            if not value or key.startswith("_") or _CODE_META.search(key):
                continue
            if _STRUCTURE.match(value):
                self._report.unread(line, name, value[:60])
            else:
                found.setdefault(key, value)
        return found

    def _whole(self, parent: _Parent) -> RawProduct:
        """The product with its variations, and with those attributes that do not tell them apart."""
        product = parent.product
        spelled = {name.casefold(): name for name in parent.attributes}
        options: Attributes = {}
        for variation in parent.variations:
            for name in variation.values:
                own = spelled.setdefault(name.casefold(), name)
                options.setdefault(own, parent.attributes.get(own, []))
        for name, values in parent.attributes.items():
            if values and name not in options:
                product.attributes[name] = values[0] if len(values) == 1 else list(values)
        if parent.is_variable or parent.variations:
            self._add_forms(parent, spelled, options)
            product.price, product.sale = None, None
            product.available = None if product.variants else False
        return product

    def _add_forms(self, parent: _Parent, spelled: dict[str, str], options: Attributes) -> None:
        product = parent.product
        known: set[tuple[tuple[str, str], ...]] = set()
        for variation in parent.variations:
            if variation.withheld:
                if not product.withheld:
                    reason = f"variation: {variation.withheld}"
                    self._report.withheld(variation.form.line, variation.form.id, reason)
                continue
            for label, value in variation.measures.items():
                product.attributes.setdefault(label, value)
            stated = {spelled[name.casefold()]: values for name, values in variation.values.items()}
            forms = {tuple(sorted(form.options.items())): form for form in _forms(variation.form, stated, options)}
            fresh = {told: form for told, form in forms.items() if told not in known}
            product.variants += fresh.values()
            known |= fresh.keys()
            if not fresh:
                shown = ", ".join(value for told in forms for _, value in told)[:60]
                reason = "a variant with the same options before"
                self._report.dropped(variation.form.line, variation.form.id, reason, shown)


def _forms(form: RawVariant, stated: Attributes, options: Attributes) -> Iterator[RawVariant]:
    """The variation, or one of it for each value that its parent has where it is for any."""
    # a comma in a variation's value is part of it: it has one value of each attribute
    fixed = {name: ", ".join(values) for name, values in stated.items() if values}
    open_names = [name for name in options if name not in fixed and options[name]]
    if prod(len(options[name]) for name in open_names) > MOST_FORMS:
        open_names = []
    if not open_names:
        form.options = fixed
        yield form
        return
    for chosen in combinations(*(options[name] for name in open_names)):
        own = {name: fixed[name] for name in options if name in fixed} | dict(zip(open_names, chosen, strict=True))
        yield RawVariant(
            form.line, f"{form.id}:{'/'.join(chosen)}", {name: own[name] for name in options if name in own},
            form.price, form.sale, form.available, form.image_url, form.url, form.codes,
        )  # fmt: skip
