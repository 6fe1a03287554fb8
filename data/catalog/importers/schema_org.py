"""Products as schema.org's JSON-LD states them: a file of it, or web pages with `<script type="application/ld+json">`.

Terms: schema.org/Product, ProductGroup, Offer, AggregateOffer, QuantitativeValue. Units: UN/CEFACT recommendation 20.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from data.catalog.importers import cells
from data.catalog.importers.documents import json_records
from data.catalog.importers.encodings import open_text
from data.catalog.importers.identifiers import add_code, barcode_kind
from data.catalog.importers.layouts import Layout, layout_of
from data.catalog.importers.nested import pair_of, text_of
from data.catalog.importers.rows import (
    BadRow,
    RawCodes,
    RawProduct,
    RawValue,
    RawVariant,
    Row,
    bad_row,
)  # fmt: skip
from data.catalog.products import CodeKind
from data.catalog.progress import Progress
from data.catalog.reports import ImportReport
from data.errors import SourceUnreadable

MOST_BLOCK = 1 << 24
"""Characters of one block of JSON-LD."""
_LONGEST_TAG, _LONGEST_END = 10_000, 16
_BEGINS = re.compile(r"<script\b[^>]*\btype\s*=\s*[\"']?application/ld\+json\b[^>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</script\s*>", re.IGNORECASE)
_COMMENTS = ("//", "/*", "*/", "<!--", "-->", "<![CDATA[", "]]>", ";")
"""What pages wrap scripts in, for browsers and parsers of long ago."""
_LISTS = ("@graph", "itemListElement")
_TYPE = re.compile(r'"@type"\s*:\s*"([^"]+)"')
_MOST_DEPTH = 6
_PRODUCTS = {"product", "productgroup", "individualproduct", "productmodel", "someproducts", "vehicle", "car", "book"}
_GROUP = "productgroup"
UNITS = {
    "CMT": "cm", "MMT": "mm", "MTR": "m", "INH": "in", "FOT": "ft", "KGM": "kg", "GRM": "g", "MGM": "mg", "LBR": "lb",
    "ONZ": "oz", "LTR": "l", "MLT": "ml", "CLT": "cl", "OZA": "fl oz", "GLL": "gal", "WTT": "W", "KWT": "kW",
    "VLT": "V", "AMP": "A", "KWH": "kWh", "HTZ": "Hz", "MHZ": "MHz", "A86": "GHz", "CEL": "°C", "FAH": "°F",
    "HUR": "h", "MIN": "min", "SEC": "s", "DAY": "d", "MON": "months", "ANN": "years", "4L": "MB", "E34": "GB",
    "E35": "TB", "P1": "%", "2N": "dB", "4H": "µm", "BAR": "bar", "LUM": "lm", "RPM": "rpm", "MTK": "m²",
    "MTQ": "m³",
}  # fmt: skip
"""Common codes of UN/CEFACT and the unit's sign."""
_CODES: dict[CodeKind, tuple[str, ...]] = {
    "sku": ("sku",), "mpn": ("mpn",), "gtin": ("gtin", "gtin8", "gtin12", "gtin13", "gtin14", "upc", "ean"),
    "isbn": ("isbn",), "model": ("model",),
}  # fmt: skip
_ATTRIBUTES = (
    "color", "size", "material", "pattern", "weight", "width", "height", "depth", "itemCondition", "countryOfOrigin",
    "audience", "keywords", "award", "releaseDate", "productionDate", "bookFormat", "numberOfPages", "inLanguage",
    "author",
)  # fmt: skip
_READ = {
    "@type", "@id", "@context", "name", "description", "disambiguatingDescription", "url", "image", "brand",
    "manufacturer", "category", "offers", "additionalProperty", "hasVariant", "variesBy", "productGroupID",
    "inProductGroupWithID", "isVariantOf", "productID", "identifier", "mainEntityOfPage", *_ATTRIBUTES,
    *(name for names in _CODES.values() for name in names),
}  # fmt: skip


def read(path: Path, report: ImportReport, progress: Progress | None = None) -> Iterator[Row]:
    """The products of the file. Raises SourceUnreadable if it is neither JSON-LD nor holds any."""
    found = False
    for row in _blocks(path, report, progress):
        if isinstance(row, BadRow):
            yield row
            continue
        for thing in _things(row[1], 0):
            found = True
            yield _product(row[0], thing, report)
    if not found:
        raise SourceUnreadable(
            f"{path.name}: it holds no Product or ProductGroup of schema.org as JSON-LD; export another format, or the "
            "pages of products themselves"
        )


def _blocks(path: Path, report: ImportReport, progress: Progress | None) -> Iterator[tuple[int, Any] | BadRow]:
    with open_text(path, whole_lines=False) as pieces:
        is_page = next(pieces, "").lstrip().startswith("<")
    if is_page:
        yield from _of_pages(path, report, progress)
    else:
        yield from json_records(path, report, progress, _layout(path))


def _layout(path: Path) -> Layout | None:
    """Where a file of JSON-LD has its things; None if there is one a line."""
    with open_text(path, whole_lines=False) as pieces:
        begun = "".join(islice(pieces, 64))
    if begun.lstrip().startswith("["):
        return Layout("items", "item")
    if layout_of(path).kind == "lines":
        return None
    listed = next((found for name in _LISTS if (found := re.search(rf'"({name})"\s*:\s*\[', begun))), None)
    is_outer = listed is not None and not _types({"@type": _TYPE.findall(begun[: listed.start()])}) & _PRODUCTS
    return Layout("items", f"{listed[1]}.item") if listed is not None and is_outer else Layout("one")


def _of_pages(path: Path, report: ImportReport, progress: Progress | None) -> Iterator[tuple[int, Any] | BadRow]:
    """The blocks in one page, or in several one after the other."""
    with open_text(path, report, progress, whole_lines=False) as pieces:
        held, line = "", 1
        block: list[str] | None = None
        for piece in pieces:
            held += piece
            while True:
                mark = (_BEGINS if block is None else _ENDS).search(held)
                cut = mark.start() if mark else _kept_from(held) if block is None else max(0, len(held) - _LONGEST_END)
                if block is not None:
                    block.append(held[:cut])
                    if mark:
                        yield _parsed(line, "".join(block))
                    elif sum(map(len, block)) > MOST_BLOCK:
                        raise SourceUnreadable(f"{path.name}: a script before line {line} does not end; save it again")
                end = mark.end() if mark else cut
                line += held.count("\n", 0, end)
                held = held[end:]
                if not mark:
                    break
                block = [] if block is None else None


def _kept_from(text: str) -> int:
    """Where the rest of the text begins that may be the beginning of a tag."""
    begins = text.rfind("<")
    return begins if begins >= 0 and len(text) - begins < _LONGEST_TAG else len(text)


def _parsed(line: int, block: str) -> tuple[int, Any] | BadRow:
    text = _unwrapped(block)
    for one in (text, html.unescape(text)):
        try:
            return line, json.loads(one, strict=False)  # shops write line breaks into strings
        except (ValueError, RecursionError) as error:
            problem = error
    return bad_row(line, f"JSON-LD that is not JSON: {problem}", text)


def _unwrapped(block: str) -> str:
    text, before = block.strip(), ""
    while text != before:
        before = text
        for mark in _COMMENTS:
            text = text.removeprefix(mark).removesuffix(mark).strip()
    return text


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The products in a value: itself, those of a list or graph, of a page's main entity, of a list's items."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        if _types(value) & _PRODUCTS:
            yield value
            return
        for key in (
            "@graph",
            "mainEntity",
            "itemListElement",
            "item",
            "itemOffered",
            "offers",
            "hasOfferCatalog",
            "about",
        ):
            if key in value:
                yield from _things(value[key], depth + 1)


def _types(value: dict[str, Any]) -> set[str]:
    stated = value.get("@type")
    several = stated if isinstance(stated, list) else [stated]
    return {one.rstrip("/").rpartition("/")[2].rpartition(":")[2].casefold() for one in several if isinstance(one, str)}


def _product(line: int, thing: dict[str, Any], report: ImportReport) -> Row:
    thing = {key.removeprefix("schema:"): value for key, value in thing.items()}
    forms = [
        one
        for one in _list(thing.get("hasVariant"))
        if isinstance(one, dict) and "name" in one or isinstance(one, dict) and "offers" in one
    ]
    title, identity = _text(thing.get("name")), _identity(thing)
    if not title or not identity:
        return bad_row(line, f"without {'name' if identity else 'sku, productID, url or @id'}", thing)
    offer = _offer(thing.get("offers"))
    raw = RawProduct(
        line=line,
        id=identity,
        title=title,
        description=_text(thing.get("description")) or _text(thing.get("disambiguatingDescription")),
        brand=_text(thing.get("brand")) or _text(thing.get("manufacturer")) or None,
        category=_category(thing.get("category")),
        price=offer.get("price"),
        currency=offer.get("currency"),
        image_url=_url(thing.get("image")),
        url=_url(thing.get("url")) or _text(offer.get("url")) or None,
        available=offer.get("available"),
        attributes=_attributes(thing),
        codes=_codes(thing),
    )
    for key, value in thing.items():
        if key not in _READ and value not in (None, "", [], {}):
            report.unread(line, key, str(value)[:60])
    if forms:
        raw.variants = [_variant(line, form, _varied(thing)) for form in forms]
        raw.currency = raw.currency or next(
            (o["currency"] for f in forms if (o := _offer(f.get("offers"))).get("currency")), None
        )
        raw.image_url = raw.image_url or next((v.image_url for v in raw.variants if v.image_url), None)
    return raw


def _identity(thing: dict[str, Any]) -> str:
    first = [thing.get(name) for name in ("productGroupID", "productID", "sku", "identifier")]
    codes = [value for values in _codes(thing).values() for value in values]
    return next(filter(None, map(_text, [*first, *codes, thing.get("url"), thing.get("@id")])), "")


def _varied(thing: dict[str, Any]) -> list[str]:
    names = [_text(one).rstrip("/").rpartition("/")[2] for one in _list(thing.get("variesBy"))]
    return names or ["size", "color", "material", "pattern"]


def _variant(line: int, form: dict[str, Any], varied: list[str]) -> RawVariant:
    offer = _offer(form.get("offers"))
    stated = _attributes(form)
    return RawVariant(
        line=line,
        id=_identity(form) or _text(form.get("name")),
        options={name: _text(stated[name]) for name in varied if name in stated},
        price=offer.get("price"),
        available=offer.get("available"),
        image_url=_url(form.get("image")),
        url=_url(form.get("url")) or _text(offer.get("url")) or None,
        codes=_codes(form),
    )


def _offer(value: Any) -> dict[str, Any]:
    """Price, currency, availability and link of an offer, of the first of several, or of a range its lowest."""
    offers = [one for one in _list(value) if isinstance(one, dict)]
    for offer in offers:
        inner = _list(offer.get("offers"))
        priced = [offer, *(one for one in _list(offer.get("priceSpecification")) if isinstance(one, dict))]
        price = next(
            (one[key] for one in priced for key in ("price", "lowPrice") if one.get(key) not in (None, "")), None
        )
        if price is None and inner:
            return _offer(inner)
        if price is not None or "availability" in offer:
            currency = next((one["priceCurrency"] for one in priced if isinstance(one.get("priceCurrency"), str)), None)
            return {
                "price": cells.price(price),
                "currency": currency,
                "url": offer.get("url"),
                "available": _stock(offer, inner),
            }
    return {}


def _stock(offer: dict[str, Any], inner: list[Any]) -> str | None:
    stated = [offer, *(one for one in inner if isinstance(one, dict))]
    return next(filter(None, (_text(one.get("availability")) for one in stated)), None)


def _attributes(thing: dict[str, Any]) -> dict[str, RawValue]:
    found: dict[str, RawValue] = {}
    for name in _ATTRIBUTES:
        values = [text for one in _list(thing.get(name)) if (text := _quantity(one))]
        if values:
            found[name] = values[0] if len(values) == 1 else list(values)
    for one in _list(thing.get("additionalProperty")):
        pair = (
            pair_of({key: value for key, value in one.items() if key != "unitCode"}) if isinstance(one, dict) else None
        )
        if pair is not None and not isinstance(pair[1], dict):
            unit = UNITS.get(_text(one.get("unitCode")), "")
            stated = [f"{_text(single)} {unit}" if unit else single for single in _list(pair[1])]
            cells.put(found, pair[0].strip(), stated, "")
    return found


def _quantity(value: Any) -> str:
    """A value, with its unit if it is a QuantitativeValue."""
    if not isinstance(value, dict):
        return _text(value).rpartition("schema.org/")[2]
    amount = next((value[key] for key in ("value", "minValue", "maxValue") if value.get(key) not in (None, "")), None)
    if amount is None:
        return _text(value)
    unit = _text(value.get("unitText")) or UNITS.get(_text(value.get("unitCode")), _text(value.get("unitCode")))
    return f"{_text(amount)} {unit}".strip()


def _codes(thing: dict[str, Any]) -> RawCodes:
    codes: RawCodes = {}
    for kind, names in _CODES.items():
        for text in (_text(one) for name in names for one in _list(thing.get(name))):
            add_code(codes, "isbn" if kind == "gtin" and barcode_kind(text) == "isbn" else kind, text)
    return codes


def _category(value: Any) -> str | None:
    texts = [_text(one) for one in _list(value)]
    levels = [level.strip() for text in texts[:1] for level in re.split(r"\s*[>»›]\s*|\s+/\s+", text) if level.strip()]
    return levels[-1] if levels else None


def _url(value: Any) -> str | None:
    first = next(iter(_list(value)), None)
    if isinstance(first, dict):
        first = first.get("url") or first.get("contentUrl") or first.get("@id")
    return _text(first) or None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("name", text_of(value))
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return html.unescape(str(value)).strip()
