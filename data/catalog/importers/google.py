"""Google Merchant product feeds: RSS, Atom or other XML, and text by columns. Items of one group are one product.

Field names and their meaning: Google's product data specification (support.google.com/merchants/answer/7052112).
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.catalog.importers.categories import TypeNumbers, category_of
from data.catalog.importers.generic import of_records
from data.catalog.importers.grouping import Groups
from data.catalog.importers.identifiers import add_code, barcode_kind
from data.catalog.importers.markup import xml_records
from data.catalog.importers.nested import flat, pair_of
from data.catalog.importers.paths import parts
from data.catalog.importers.rows import BadRow, RawCodes, RawProduct, RawSale, RawValue, Row, bad_row
from data.catalog.importers.sources import open_bytes
from data.catalog.importers.tables import csv_rows
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport

OPTIONS = ("color", "size", "material", "pattern", "gender", "age_group", "size_type", "size_system")
"""What tells items of a group apart (support.google.com/merchants/answer/6324507)."""
_ATTRIBUTES = (
    *OPTIONS, "condition", "energy_efficiency_class", "product_weight", "product_length", "product_width",
    "product_height", "multipack", "is_bundle",
)  # fmt: skip
_READ = {
    *_ATTRIBUTES, "id", "title", "description", "summary", "content", "link", "mobile_link", "image_link",
    "additional_image_link", "availability", "price", "currency", "sale_price", "sale_price_effective_date", "brand",
    "gtin", "mpn",
    "product_type", "google_product_category", "category", "item_group_id", "product_detail", "product_highlight",
}  # fmt: skip
_NO_ATTRIBUTES = {
    "ads_redirect", "adult", "adwords_grouping", "adwords_labels", "adwords_redirect", "author",
    "auto_pricing_min_price", "availability_date", "canonical_link", "certification", "comments",
    "cost_of_goods_sold", "creator", "disclosure_date", "display_ads_id", "display_ads_link",
    "display_ads_similar_ids", "display_ads_title", "display_ads_value", "encoded", "expiration_date",
    "external_seller_id", "free_shipping_threshold", "guid", "identifier_exists", "installment",
    "lifestyle_image_link", "loyalty_points", "loyalty_program", "max_handling_time", "maximum_retail_price",
    "min_handling_time", "minimum_order_value", "mobile_link", "online_only", "pause", "pickup_method",
    "pickup_sla", "promotion_id", "pubDate", "published", "quantity", "return_address_label",
    "return_policy_label", "rights", "sell_on_google_quantity", "ships_from_country", "short_title", "store_code",
    "structured_description", "structured_title", "subscription_cost", "tax", "tax_category",
    "transit_time_label", "unit_pricing_base_measure", "unit_pricing_measure", "updated", "video_link",
    "virtual_model_link",
}  # fmt: skip
_NO_ATTRIBUTES_BEGIN = ("custom_label_", "shipping", "excluded_destination", "included_destination", "shopping_ads_")
"""Fields of Google's and of RSS that are of advertising, delivery and payment: nothing that the product itself has."""
_LISTED = ("color", "material")
"""What "/" separates several values of; a size such as "S/M" is one."""
_SAMPLE = 200
Record = tuple[int, dict[str, Any]]


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The products of the feed; XML is known by its first character. XML with names of its own is read by them."""
    with open_bytes(path) as file:
        start = file.read(400).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<"):
        yield from _products(_of_columns(path, report, progress), report)
        return
    records = xml_records(path, report, progress)
    begun = list(islice(records, _SAMPLE))
    if any(not isinstance(row, BadRow) and {"id", "title"} <= row[1].keys() for row in begun):
        yield from _products(chain(begun, records), report)
        return
    yield from of_records(chain(begun, records), None, report)


def _of_columns(path: Path, report: ImportReport, progress: Progress | None) -> Iterator[Record | BadRow]:
    for row in csv_rows(path, "\t", {"id", "title"}, progress, report):
        if isinstance(row, BadRow):
            yield row
        else:
            yield row[0], {_column(name): value for name, value in row[1].items() if value not in ("", None)}


def _column(name: str) -> str:
    """A column as the XML names it ("image link", "g:image_link" and "image_link" are one)."""
    return name.casefold().rpartition(":")[2].partition("(")[0].strip().replace(" ", "_")


def _products(rows: Iterator[Record | BadRow], report: ImportReport) -> Iterator[Row]:
    groups, types = Groups(OPTIONS), TypeNumbers()
    for row in rows:
        product = row if isinstance(row, BadRow) else _product(*row, report)
        if isinstance(product, BadRow) or isinstance(row, BadRow):
            yield product
            continue
        group = _first(row[1].get("item_group_id"))
        is_open = types.add(_first(row[1].get("google_product_category")), product)
        if group or is_open:
            groups.add(group or product.id, product)
        else:
            yield product
    types.settle(report)
    yield from groups.products()


def _product(line: int, raw: dict[str, Any], report: ImportReport) -> RawProduct | BadRow:
    record = flat(raw)
    identity, title = _first(record.get("id")), _first(record.get("title"))
    if not identity or not title:
        return bad_row(line, f"without {'title' if identity else 'id'}", list(record.values())[:4])
    begins, _, ends = _first(record.get("sale_price_effective_date")).partition("/")
    sale = _first(record.get("sale_price"))
    return RawProduct(
        line=line,
        id=identity,
        title=title,
        description=_description(record),
        brand=_first(record.get("brand")) or None,
        category=category_of(
            *(_all(record.get(name)) for name in ("product_type", "google_product_category", "category"))
        ),
        price=_first(record.get("price")) or None,
        currency=_first(record.get("price.@currency")) or _first(record.get("currency")) or None,
        image_url=_first(record.get("image_link")) or _first(record.get("additional_image_link")) or None,
        url=_first(record.get("link")) or None,
        available=_first(record.get("availability")) or None,
        attributes=_attributes(line, record, report) | _rest(line, record, report),
        sale=RawSale(sale, begins.strip() or None, ends.strip() or None) if sale else None,
        codes=_codes(record),
    )


def _rest(line: int, record: dict[str, Any], report: ImportReport) -> dict[str, RawValue]:
    """The shop's own fields, which Google does not know, as attributes; of what nothing is made the report tells."""
    found: dict[str, RawValue] = {}
    for name, value in record.items():
        if name.partition(".")[0] in _READ or value in ("", None, []):
            continue
        texts = _all(value)
        if texts and not ("." in name or name in _NO_ATTRIBUTES or name.startswith(_NO_ATTRIBUTES_BEGIN)):
            found[name] = texts[0] if len(texts) == 1 else list(texts)
        else:
            report.unread(line, name, str(value)[:60])
    return found


def _all(value: Any) -> list[str]:
    """The texts of a field that may come several times; what was escaped twice is as it was meant."""
    several = value if isinstance(value, list) else [value]
    texts = [html.unescape(str(one)) if isinstance(one, (str, int, float)) else "" for one in several]
    return [text for one in texts if (text := " ".join(one.split()) if "\n" not in one else one.strip())]


def _first(value: Any) -> str:
    return next(iter(_all(value)), "")


def _description(record: dict[str, Any]) -> str:
    main = _first(record.get("description")) or _first(record.get("summary")) or _first(record.get("content"))
    return "\n".join(filter(None, [main, *_all(record.get("product_highlight"))]))


def _codes(record: dict[str, Any]) -> RawCodes:
    codes: RawCodes = {}
    for code in _all(record.get("gtin")):
        add_code(codes, "isbn" if barcode_kind(code) == "isbn" else "gtin", code)
    for code in _all(record.get("mpn")):
        add_code(codes, "mpn", code)
    return codes


def _attributes(line: int, record: dict[str, Any], report: ImportReport) -> dict[str, RawValue]:
    found: dict[str, RawValue] = {}
    for name in _ATTRIBUTES:
        texts = _all(record.get(name))
        values = [part for text in texts for part in parts(text, "/")] if name in _LISTED else texts
        if values:
            found[name] = values[0] if len(values) == 1 else list(values)
    details: dict[str, list[str]] = {}
    for name, value in _details(line, record, report):
        details.setdefault(name, []).append(value)
    return found | {name: values[0] if len(values) == 1 else list(values) for name, values in details.items()}


def _details(line: int, record: dict[str, Any], report: ImportReport) -> Iterator[tuple[str, str]]:
    """Product details: nested elements in XML, `section:name:value` in text, several of them separated by commas."""
    for key, value in record.items():
        if key.rpartition(".")[2] != "product_detail":
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                pair = pair_of(one)
                if pair is not None and (name := html.unescape(pair[0]).strip()):
                    yield name, html.unescape(str(pair[1])).strip()
                    continue
            elif found := list(_flat_details(_first(one))):
                yield from found
                continue
            if one not in ("", None):
                report.unread(line, key, str(one)[:60])


def _flat_details(text: str) -> Iterator[tuple[str, str]]:
    """The details of a field, in all of which the section may be missing ("Colour:Red"); a part with fewer colons
    belongs to the value before it ("Ports:Sockets:USB, HDMI")."""
    pieces = text.split(",")
    colons = 2 if pieces[0].count(":") != 1 else 1
    joined: list[str] = []
    for piece in pieces:
        if piece.count(":") >= colons or not joined:
            joined.append(piece)
        else:
            joined[-1] += f",{piece}"
    for piece in joined:
        *_, name, value = ["", "", *piece.split(":", colons)]
        if name.strip() and value.strip():
            yield name.strip(), value.strip()
