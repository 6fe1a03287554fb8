"""Shopify's product export: CSV, one row a variant or picture; the rows of one handle are one product.

What the columns are called is in `shopify.yaml`; what metafields say, `data.catalog.importers.metafields`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.catalog.importers.columns import Columns, layout, tell_unread
from data.catalog.importers.exports import read_export
from data.catalog.importers.identifiers import add_barcode, add_code, is_mangled, spelled_code
from data.catalog.importers.metafields import FEED, Metafield, metafield, read_metafield
from data.catalog.importers.paths import last_level
from data.catalog.importers.rows import BadRow, RawCodes, RawProduct, RawValue, RawVariant, Row, bad_row
from data.catalog.importers.sales import on_sale
from data.catalog.importers.sources import as_number
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

_CATEGORY = "Product category"
_NO = ("false", "0", "no")
NO_TYPE = "uncategorized"
"""What Shopify's taxonomy calls a product without a category."""
NO_OPTION = ("title", "default title")
"""The option and the value of a product that has no options."""
_FOR_GOOGLE = ("gender", "age_group", "condition", "size_type", "size_system")


def recognises(names: Sequence[str]) -> bool:
    """Whether a file with these columns is such an export."""
    roles = layout("shopify").found(names)
    return {"handle", "title"} <= roles and len(roles & {"vendor", "option_name", "price", "status", "published"}) > 0


@dataclass(slots=True)
class _Draft:
    """A product while its rows come; `forms` are its variants with their values by the number of the option."""

    product: RawProduct
    names: dict[int, str] = field(default_factory=dict)
    forms: list[tuple[RawVariant, dict[int, str]]] = field(default_factory=list)
    picture: float = float("inf")
    of_variants: dict[str, list[Any]] = field(default_factory=dict)


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The products of the export. Raises SourceUnreadable if it has no column for handles or titles."""
    yield from read_export(
        path, "shopify", ("handle", "title"), lambda columns: _Reader(columns, report), report, progress
    )


class _Reader:
    def __init__(self, columns: Columns, report: ImportReport) -> None:
        self._columns = columns
        self._report = report
        found = [(name, metafield(name)) for name in self._columns.others]
        told = [one for _, one in found if one is not None and not one.says_nothing]
        self._of_products = {one.column: one for one in told if not one.of_variant}
        self._of_variants = [one for one in told if one.of_variant]
        self._others = [name for name, one in found if one is None]
        self._options = self._columns.numbers("option_value")
        self._drafts: dict[str, _Draft] = {}

    def take(self, line: int, row: dict[str, Any]) -> BadRow | None:
        """Adds a row to its product; returns what is wrong with it."""
        handle = spelled_code(self._columns.get(row, "handle"))
        if not handle:
            return bad_row(line, "without Handle", list(row.values())[:3])
        draft = self._drafts.get(handle)
        if draft is None:
            draft = self._drafts[handle] = _Draft(RawProduct(line, handle, ""))
        if not draft.product.title and (title := self._columns.get(row, "title")):
            draft.product.line, draft.product.title = line, title
            self._describe(draft, line, row)
        self._picture(draft, row)
        self._form(draft, line, row)
        tell_unread(self._others, row, line, self._report)
        return None

    def products(self) -> Iterator[Row]:
        """All products, in the order of their first rows."""
        for handle in list(self._drafts):
            draft = self._drafts.pop(handle)
            if draft.product.title:
                yield self._whole(draft)
            else:
                yield bad_row(draft.product.line, "without Title in any row of its Handle", handle)

    def _describe(self, draft: _Draft, line: int, row: dict[str, Any]) -> None:
        """What the row with the title says of the product."""
        get, product = self._columns.get, draft.product
        product.description = get(row, "description")
        product.brand = get(row, "vendor") or None
        product.category, further = self._category(row)
        if further:
            product.attributes[_CATEGORY] = further
        product.url = get(row, "url") or None
        product.withheld = self._withheld(row)
        for role in _FOR_GOOGLE:
            if value := get(row, role):
                product.attributes[self._columns.name(role).rpartition("/")[2].strip()] = value
        for name, content in row.items():
            if content and (one := self._of_products.get(name)):
                self._metafield(product, one, line, row)
        tags = list(dict.fromkeys(tag.strip() for tag in get(row, "tags").split(",") if tag.strip()))
        if tags:
            product.attributes["Tags"] = list(tags)

    def _category(self, row: dict[str, Any]) -> tuple[str | None, str | None]:
        """The type that the shop gives, or else the last level of the taxonomy; and that level, if it is another."""
        get = self._columns.get
        stated = (get(row, "type"), last_level(get(row, "category"), ">"), get(row, "category_name"))
        named = [text for text in stated if text and text.casefold() != NO_TYPE]
        further = next((text for text in named[1:] if text.casefold() != named[0].casefold()), None)
        return (named[0], further) if named else (None, None)

    def _withheld(self, row: dict[str, Any]) -> str | None:
        """Shopify's own word for why nobody is shown it."""
        status = self._columns.get(row, "status").casefold()
        if status not in ("", "active"):
            return status
        return "unpublished" if self._columns.get(row, "published").casefold() in _NO else None

    def _metafield(self, product: RawProduct, one: Metafield, line: int, row: dict[str, Any]) -> RawValue | None:
        content = str(row.get(one.column) or "").strip()
        value = read_metafield(one, content) if content else None
        if content and value is None:
            self._report.unread(line, one.column, content[:60])
        elif value is not None and one.space == FEED and one.key == "mpn":
            add_code(product.codes, "mpn", str(value))
        elif value is not None and not one.of_variant:
            product.attributes.setdefault(one.label, value)
        return value

    def _picture(self, draft: _Draft, row: dict[str, Any]) -> None:
        """The product's picture is the one of the first position; one without a position comes as its row does."""
        address = self._columns.get(row, "image")
        position = as_number(self._columns.get(row, "image_position")) or 1e9
        if address and position < draft.picture:
            draft.product.image_url, draft.picture = address, position

    def _form(self, draft: _Draft, line: int, row: dict[str, Any]) -> None:
        """The variant that the row states; a row for a picture states none."""
        get = self._columns.get
        values = {number: value for number in self._options if (value := get(row, "option_value", number))}
        for number in self._options:
            if (name := get(row, "option_name", number)) and number not in draft.names:
                draft.names[number] = name
        if not values and not any(get(row, role) for role in ("price", "sku", "variant_id")):
            return
        price, sale = on_sale(get(row, "price"), get(row, "list_price"))
        variant = RawVariant(
            line=line,
            id=get(row, "variant_id"),
            price=price,
            sale=sale,
            available=self._is_available(row),
            image_url=get(row, "variant_image") or None,
            codes=self._codes(line, row),
        )
        draft.forms.append((variant, values))
        if "Weight" not in draft.product.attributes and (weight := self._weight(row)):
            draft.product.attributes["Weight"] = weight
        for one in self._of_variants:
            if (said := self._metafield(draft.product, one, line, row)) is not None:
                told = draft.of_variants.setdefault(one.label, [])
                told += [part for part in (said if isinstance(said, list) else [said]) if part not in told]

    def _is_available(self, row: dict[str, Any]) -> bool:
        """What is not tracked, or sold on order, is always there; tracked, more than none must be."""
        if "tracker" in self._columns and not self._columns.get(row, "tracker"):
            return True
        if self._columns.get(row, "policy").casefold() in ("continue", "true"):
            return True
        quantity = as_number(self._columns.get(row, "quantity"))
        return quantity is None or quantity > 0

    def _codes(self, line: int, row: dict[str, Any]) -> RawCodes:
        codes: RawCodes = {}
        add_code(codes, "sku", self._columns.get(row, "sku"))
        add_code(codes, "mpn", self._columns.get(row, "mpn"))
        barcode = self._columns.get(row, "barcode")
        if is_mangled(barcode):
            self._report.unread(line, self._columns.name("barcode"), barcode)
        else:
            add_barcode(codes, barcode)
        return codes

    def _weight(self, row: dict[str, Any]) -> str | None:
        grams = as_number(self._columns.get(row, "grams"))
        if grams:
            return f"{grams:g} g"
        weight = as_number(self._columns.get(row, "weight"))
        return f"{weight:g} {self._columns.get(row, 'weight_unit') or 'kg'}" if weight else None

    def _whole(self, draft: _Draft) -> RawProduct:
        product = draft.product
        for label, told in draft.of_variants.items():
            product.attributes.setdefault(label, told[0] if len(told) == 1 else told)
        forms = self._named(draft)
        if len(forms) == 1 and not forms[0].options:
            [only] = forms
            product.price, product.sale, product.available = only.price, only.sale, only.available
            product.image_url = product.image_url or only.image_url
            for kind, codes in only.codes.items():
                for code in codes:
                    add_code(product.codes, kind, code)
        else:
            told_apart_by = {name.casefold() for form in forms for name in form.options}
            for label in [label for label in product.attributes if label.casefold() in told_apart_by]:
                del product.attributes[label]  # the taxonomy's handles of what the options say
            product.variants = forms
            product.available = None
        return product

    def _named(self, draft: _Draft) -> list[RawVariant]:
        """The variants with their options by name, the first of those with the same options, and with ids."""
        kept: dict[tuple[tuple[str, str], ...], RawVariant] = {}
        for variant, values in draft.forms:
            for number, value in values.items():
                name = draft.names.get(number, f"Option {number}")
                if (name.casefold(), value.casefold()) != NO_OPTION:
                    variant.options[name] = value
            options = tuple(variant.options.items())
            if options in kept:
                shown = ", ".join(value for _, value in options)
                self._report.dropped(variant.line, draft.product.id, "a variant with the same options before", shown)
            else:
                kept[options] = variant
        return identified(draft.product.id, list(kept.values()))


def identified(handle: str, variants: list[RawVariant]) -> list[RawVariant]:
    """The variants, those that Shopify gave no id named by their SKU or, where they share or lack it, by options."""
    taken: set[str] = set()
    for variant in variants:
        named = "/".join([handle, *variant.options.values()])
        wanted = variant.id or next(iter(variant.codes.get("sku", ())), "") or named
        variant.id = named if wanted in taken else wanted
        taken.add(variant.id)
    return variants
