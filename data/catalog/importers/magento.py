"""Magento's product export: CSV, one row a product and store view; a configurable product names its simple ones.

What the columns are called is in `magento.yaml`; how fields hold many values, `data.catalog.importers.magento_fields`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalog.importers.columns import Columns, layout, text
from data.catalog.importers.exports import read_export
from data.catalog.importers.identifiers import add_barcode, add_code, spelled_code
from data.catalog.importers.magento_fields import MULTIPLE, pairs, variations
from data.catalog.importers.paths import deepest, last_level, parts
from data.catalog.importers.rows import (
    BadRow,
    RawAvailability,
    RawProduct,
    RawSale,
    RawScalar,
    RawValue,
    RawVariant,
    Row,
    bad_row,
)
from data.catalog.importers.sources import as_number
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

_ENABLED = ("", "1", "enabled")
_NOT_VISIBLE = ("1", "not visible individually", "einzeln nicht sichtbar", "nicht einzeln sichtbar",
                "non visible individuellement", "pas visible individuellement", "no visible individualmente",
                "non visibile individualmente", "niet individueel zichtbaar")  # fmt: skip
"""What the visibility of a product that has no page of its own is called: Magento 1's number, Magento 2's words."""
_WITHOUT_STOCK = ("configurable", "bundle", "grouped")
"""Types whose own quantity says nothing: their parts have the stock."""
_PARTS = "bundle"
_NO_PICTURE = "no_selection"
_ROOT_SET = "default"
_IGNORED = "ignored"
_OWN_FIELDS = ("brand", "barcode", "mpn")
MEDIA, PAGE = "media/catalog/product", ".html"
"""Where Magento keeps pictures, and how its pages end unless a shop changes it."""


def recognises(names: Sequence[str]) -> bool:
    """Whether a file with these columns is such an export."""
    roles = layout("magento").found(names)
    told = {"attribute_set", "type", "attributes", "variations", "url_key", "store", "visibility", "in_stock"}
    return {"sku", "name"} <= roles and len(roles & told) > 1


def read(
    path: Path, report: ImportReport, progress: Progress | None = None, *, base_url: str | None = None
) -> Iterator[Row]:
    """The products of the export; a configurable product has its simple ones as variants.

    `base_url` is the shop's address; without it, pages and pictures, which the export has as paths, are left out and
    reported. Raises SourceUnreadable if the export lacks the columns for SKU or name.
    """
    yield from read_export(
        path, "magento", ("sku", "name"), lambda columns: _Reader(columns, report, base_url), report, progress
    )


@dataclass(slots=True)
class _Draft:
    """A product while its rows come; `simples` are the options of its simple products, by code, by SKU."""

    product: RawProduct
    store: str
    is_visible: bool
    simples: dict[str, dict[str, str]] = field(default_factory=dict)


class _Reader:
    def __init__(self, columns: Columns, report: ImportReport, base_url: str | None) -> None:
        self._columns = columns
        self._report = report
        self._base = base_url.rstrip("/") if base_url else ""
        self._drafts: dict[str, _Draft] = {}
        self._last: _Draft | None = None
        self._labels: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, line: int, row: dict[str, Any]) -> BadRow | None:
        """Adds a product, or what a further row says of one; returns what is wrong with the row."""
        get = self._columns.get
        sku, store = spelled_code(get(row, "sku")), get(row, "store")
        known = self._drafts.get(sku) if sku else self._last
        if known is None and not sku:
            return bad_row(line, "without sku", list(row.values())[:3])
        if known is None:
            known = self._drafts[sku] = self._draft(line, sku, store, row)
        elif sku and store != known.store:
            known = self._of_another_view(known, line, row, store)
        elif sku:
            return bad_row(line, "the sku occurs before", sku)
        self._last = known
        self._add_simples(known, row)
        return None

    def _of_another_view(self, known: _Draft, line: int, row: dict[str, Any], store: str) -> _Draft:
        """Without a store view, a row holds for all of them, else the first; what it leaves empty, the others say."""
        told, at = (store, line) if store else (known.store, known.product.line)
        self._report.unread(at, self._columns.name("store"), f"{told}: {known.product.id}")
        if store:
            self._fill(known.product, self._columns.get(row, "name"), self._text(row))
            return known
        fresh = self._drafts[known.product.id] = self._draft(line, known.product.id, store, row)
        self._fill(fresh.product, known.product.title, known.product.description)
        fresh.simples = known.simples
        return fresh

    def _fill(self, product: RawProduct, title: str, description: str) -> None:
        product.title = product.title or title
        product.description = product.description or description

    def products(self) -> Iterator[Row]:
        """All products that can be seen, with their variants; then those that belong to none."""
        offered = (draft for draft in self._drafts.values() if not draft.product.withheld)
        claimed = {sku for draft in offered for sku in draft.simples}
        labels = {code: found.most_common(1)[0][0] for code, found in self._labels.items()}
        for draft in self._drafts.values():
            self._add_variants(draft, labels)
        for sku, draft in self._drafts.items():
            product = draft.product
            if not draft.is_visible and sku in claimed:
                continue
            if not draft.is_visible:
                product.withheld = product.withheld or "not visible"
            product.attributes = {labels.get(code, code): value for code, value in product.attributes.items()}
            yield product if product.title else bad_row(product.line, "without name", sku)

    def _draft(self, line: int, sku: str, store: str, row: dict[str, Any]) -> _Draft:
        get = self._columns.get
        price, special = get(row, "price"), get(row, "special_price")
        if special and get(row, "type").casefold() == _PARTS:  # per cent
            self._report.unread(line, self._columns.name("special_price"), special)
            special = ""
        product = RawProduct(
            line=line,
            id=sku,
            title=get(row, "name"),
            description=self._text(row),
            category=self._category(row),
            price=price or None,
            sale=RawSale(special, get(row, "special_begins") or None, get(row, "special_ends") or None)
            if special
            else None,
            image_url=self._picture(line, row),
            url=self._page(line, row),
            available=self._availability(row),
            withheld=None if get(row, "enabled").casefold() in _ENABLED else "disabled",
        )
        add_code(product.codes, "sku", sku)
        self._describe(product, row)
        return _Draft(product, store, get(row, "visibility").casefold() not in _NOT_VISIBLE)

    def _text(self, row: dict[str, Any]) -> str:
        said = (self._columns.get(row, "short_description"), self._columns.get(row, "description"))
        return "\n".join(dict.fromkeys(filter(None, said)))

    def _category(self, row: dict[str, Any]) -> str | None:
        """The last level of the longest path. A path of Magento 2 begins with the root, which no shopper sees."""
        get = self._columns.get
        levels = deepest(parts(get(row, "categories"), ","), "/")[1:] or deepest([get(row, "category")], "/")
        if levels:
            return levels[-1]
        kind = last_level(get(row, "attribute_set"), "/")
        return kind if kind and _ROOT_SET not in kind.casefold() else None

    def _availability(self, row: dict[str, Any]) -> RawAvailability:
        """https://experienceleague.adobe.com/docs/commerce-admin/inventory/configuration/product-options.html"""
        get = self._columns.get
        if _is_off(get(row, "managed")) and not _is_on(get(row, "managed_by_shop")):
            return True
        stated = get(row, "in_stock")
        if _is_off(stated) or (stated and as_number(stated) is None):
            return stated
        backorders = not _is_off(get(row, "backorders")) and get(row, "backorders") != ""
        quantity = as_number(get(row, "quantity"))
        if quantity is None or get(row, "type").casefold() in _WITHOUT_STOCK:
            return True
        if backorders and not _is_on(get(row, "backorders_by_shop")):
            return True
        least = 0.0 if _is_on(get(row, "least_quantity_by_shop")) else as_number(get(row, "least_quantity")) or 0.0
        return quantity > least

    def _picture(self, line: int, row: dict[str, Any]) -> str | None:
        path = self._columns.get(row, "image")
        return self._address("image", line, path, f"{MEDIA}/{path.lstrip('/')}") if path != _NO_PICTURE else None

    def _page(self, line: int, row: dict[str, Any]) -> str | None:
        if path := self._columns.get(row, "url_path"):
            return self._address("url_path", line, path, path.lstrip("/"))
        key = self._columns.get(row, "url_key")
        return self._address("url_key", line, key, f"{key}{PAGE}")

    def _address(self, role: str, line: int, stated: str, path: str) -> str | None:
        """The address in the shop; without the shop's own, the column is reported."""
        if not stated or stated.startswith(("http://", "https://")):
            return stated or None
        if not self._base:
            self._report.unread(line, self._columns.name(role), stated[:60])
            return None
        return f"{self._base}/{path}"

    def _describe(self, product: RawProduct, row: dict[str, Any]) -> None:
        """The attributes of the shop's own, and what the shop has among them that every catalog has."""
        weight = self._columns.get(row, "weight")
        if as_number(weight) or (weight and as_number(weight) is None):
            product.attributes["weight"] = weight
        stated = pairs(self._columns.get(row, "attributes"))
        stated |= {name: value for name in self._columns.others if (value := text(row.get(name)))}
        stated |= {role: value for role in _OWN_FIELDS if (value := self._columns.get(row, role))}
        for code, value in stated.items():
            self._state(product, code, value)

    def _state(self, product: RawProduct, code: str, value: str) -> None:
        role = _role(code)
        if role == "brand":
            product.brand = product.brand or value
        elif role == "mpn":
            add_code(product.codes, "mpn", value)
        elif role == "barcode":
            add_barcode(product.codes, value)
        elif role != _IGNORED and (values := parts(value, MULTIPLE)):
            product.attributes.setdefault(code, values[0] if len(values) == 1 else list(values))

    def _add_simples(self, draft: _Draft, row: dict[str, Any]) -> None:
        """What the row says of the simple products: Magento 2 has all in one field, Magento 1 each in a row."""
        get = self._columns.get
        for sku, options in variations(get(row, "variations")):
            draft.simples.setdefault(sku, {}).update(options)
        for code, name in pairs(get(row, "variation_labels")).items():
            self._labels[code][name] += 1
        sku, code = get(row, "variation_sku"), get(row, "variation_code")
        if sku:
            options = {code: get(row, "variation_value")} if code and get(row, "variation_value") else {}
            draft.simples.setdefault(sku, {}).update(options)

    def _add_variants(self, draft: _Draft, labels: dict[str, str]) -> None:
        product = draft.product
        if not draft.simples or product.withheld:
            return
        codes = {code for options in draft.simples.values() for code in options}
        further: dict[str, list[RawScalar]] = {}
        for simple, options in self._offered(draft):
            product.variants.append(_variant(simple, options, labels))
            _gather(further, simple.attributes, codes)
        if not product.variants:  # none is in the file, or may be shown: the product keeps what it says itself
            if draft.simples.keys() & self._drafts.keys():
                product.available = False
            return
        if isinstance(product.available, str):  # the shop says that the whole is out of stock
            for form in product.variants:
                form.available = product.available
        product.price, product.sale, product.available = None, None, None
        for code in codes:
            product.attributes.pop(code, None)
        for code, values in further.items():
            product.attributes.setdefault(code, values[0] if len(values) == 1 else values)

    def _offered(self, draft: _Draft) -> Iterator[tuple[RawProduct, dict[str, str]]]:
        """The simple products of a configurable one that may be shown, with their options; of others it is told."""
        for sku, options in draft.simples.items():
            simple = self._drafts.get(sku)
            if simple is None:
                self._report.dropped(draft.product.line, draft.product.id, "a variant that is not in the file", sku)
            elif simple.product.withheld:
                self._report.withheld(simple.product.line, sku, f"variation: {simple.product.withheld}")
            else:
                yield simple.product, options


def _variant(simple: RawProduct, options: dict[str, str], labels: dict[str, str]) -> RawVariant:
    return RawVariant(
        line=simple.line,
        id=simple.id,
        options={labels.get(code, code): value for code, value in options.items()},
        price=simple.price,
        sale=simple.sale,
        available=simple.available,
        image_url=simple.image_url,
        url=simple.url,
        codes=simple.codes,
    )


def _gather(further: dict[str, list[RawScalar]], stated: dict[str, RawValue], besides: set[str]) -> None:
    """Adds what a simple product states beside its options to what the others state."""
    for code, value in stated.items():
        if code not in besides:
            told = further.setdefault(code, [])
            told += [one for one in (value if isinstance(value, list) else [value]) if one not in told]


@lru_cache(maxsize=10_000)
def _role(code: str) -> str:
    """The role of a column that has an attribute's code; empty: the attribute is the shop's own."""
    known = layout("magento")
    if known.ignored.fullmatch(code.casefold()):
        return _IGNORED
    found = known.role(code)
    return found[0] if found else ""


def _is_on(flag: str) -> bool:
    return bool(as_number(flag))


def _is_off(flag: str) -> bool:
    return as_number(flag) == 0
