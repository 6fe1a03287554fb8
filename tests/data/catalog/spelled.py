"""What an import makes of one spelling: small files around a header, prices, a value, a word for the stock.

Each function gives what is wrong with a case of `spellings/`, or "" if the import gives what the case wants. Files go
through `recognise` and `try_catalog`, as a shop's do; a column of a shop system's export stands in such an export.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.catalog.importing import Made, try_catalog
from data.catalog.normalisation.labels import attribute_name
from data.catalog.products import Product, Variant, values_of
from data.catalog.recognising import recognise
from data.errors import DataError
from language import units
from language.lexicon import LEXICON
from language.words import phrase_key

Case = Mapping[str, Any]
Columns = dict[str, list[str]]
"""The values by column; the rows are as many as those of the longest, the others repeat or end."""

PRICE = "12345"
ROWS = 4
NAMES = ("Oak side table", "Linen shirt", "Garden hose", "Desk lamp", "Camping stove", "Tea pot", "Wool rug", "Bench")
_MISSING = (None, ())


def imported(path: Path, currency: str = "EUR") -> Made:
    """What a shop's import of the file would come to."""
    return try_catalog(path, format=recognise(path), currency=currency)


def written(path: Path, columns: Columns) -> Path:
    """A file of the columns, as spreadsheets save them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    length = max(map(len, columns.values()))
    writer.writerows(
        [(values[row] if row < len(values) else "") for values in columns.values()] for row in range(length)
    )
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def around(why: str, column: str, values: Sequence[str], *, without: str = "") -> Columns:
    """The column among the ordinary ones of its system's export, or of a table that is nobody's."""
    count = len(values) if without else max(len(values), ROWS)
    names = [*NAMES[:count], *(f"Shelf no {n}" for n in range(count - len(NAMES)))]
    frames = {
        "Shopify": {
            "Handle": [f"thing-{n}" for n in range(count)],
            "Title": names,
            "Vendor": ["Northbay"] * count,
            "Option1 Name": ["Title"] * count,
            "Option1 Value": ["Default Title"] * count,
            "Variant SKU": [f"NB-{n}" for n in range(count)],
            "Variant Price": [PRICE] * count,
        },
        "WooCommerce": {
            "ID": [str(n + 1) for n in range(count)],
            "Type": ["simple"] * count,
            "SKU": [f"WOO-{n}" for n in range(count)],
            "Name": names,
            "Regular price": [PRICE] * count,
        },
        "Magento 2": {
            "sku": [f"MG-{n}" for n in range(count)],
            "attribute_set_code": ["Default"] * count,
            "product_type": ["simple"] * count,
            "name": names,
            "price": [PRICE] * count,
        },
    }
    plain = {"id": [f"A{n}" for n in range(count)], "title": names, "price": [PRICE] * count}
    system = next((name for name in sorted(frames, key=len, reverse=True) if why.startswith(name)), "")
    frame = {name: cells for name, cells in (frames.get(system) or plain).items() if name != without}
    if column in frame:
        return frame | {column: list(values)}
    first, *others = frame
    return {first: frame[first], **{name: frame[name] for name in others}, column: list(values)}


# --- Prices


def price_fault(case: Case, folder: Path) -> str:
    """What the prices of a column are."""
    columns = around("", "price", case["column_values"])
    made = imported(written(folder / "shop.csv", columns), case["default_currency"] or "EUR")
    untold = "price without a currency" not in " ".join(made.report.findings["assumed"])
    for product, value, (amount, currency) in zip(made.products, case["column_values"], case["want"], strict=True):
        if product.price != amount:
            return f"{value!r} is {product.price}, not {amount}"
        if currency is not None and product.currency != currency:
            return f"{value!r} is in {product.currency}, not {currency}"
        if amount is not None and currency is None and untold:
            return f"nobody is told that {value!r} has no currency"
    return ""


# --- Availability


def availability_fault(case: Case, folder: Path) -> str:
    """What a word says of the stock or the state. In another row the column says that something is not offered."""
    value, wants = case["value"], [case["want"], *case.get("accept", ())]
    other = "0" if re.fullmatch(r"[-\d.,]*|true|false|yes|no|y|n|[+>]\d+", value.casefold()) else "out of stock"
    says_offered = case["want"] == "available"
    columns = around(case["why"], case["column"], [value, other if says_offered else ""])
    made = imported(written(folder / "shop.csv", columns))
    offered = {product.title: product.available for product in made.products}
    found = {None: "withheld", True: "available", False: "unavailable"}[offered.get(NAMES[0])]
    unknown = [what for what in made.report.findings["assumed"] if "not known" in what]
    if unknown and value:
        return unknown[0]
    if says_offered and offered.get(NAMES[1]):
        return f"the column is not read: {other!r} is available too"
    if not all(offered.get(name) for name in NAMES[2:ROWS]):
        return "an empty cell is not available"
    return "" if found in wants or (wants[0] == "unknown" and found == "available") else f"{found}, not {wants[0]}"


# --- Units


def unit_fault(case: Case, folder: Path) -> str:
    """What the value of an attribute is. Lists stand among rows that have their parts, as in real columns."""
    value, wants = case["value"], [case["want"], *case.get("accept", ())]
    parts: list[str] = next((want["values"] for want in wants if "values" in want), [])
    values = [value, *parts * 3] if parts else [value]
    made = imported(written(folder / "shop.csv", around("", case["attribute"], values)))
    faults = [_value_fault(made, case["attribute"], value, want) for want in wants]
    return "" if "" in faults else faults[0]


def _value_fault(made: Made, label: str, value: str, want: Case) -> str:
    product = made.products[0]
    if "dimensions" in want:
        return _sides_fault(made, want, value)
    name = next((name for name in product.attributes if name in _keys(label)), next(iter(product.attributes), ""))
    found = product.attributes.get(name)
    if want.get("missing"):
        return "" if found in _MISSING else f"{found!r}, not missing"
    unit = made.attributes[name].unit if name in made.attributes else None
    if "values" in want:
        held = [str(one) for one in values_of(found)] if found is not None else []
        return "" if sorted(held) == sorted(map(str, want["values"])) else f"{held}, not {want['values']}"
    if "text" in want:
        return "" if found == want["text"] else f"{found!r}, not the text {want['text']!r}"
    numbers = [want[end] for end in ("number", "low", "high") if want.get(end) is not None]
    scale = _scale(unit, want.get("unit"))
    stated = values_of(found) if found is not None else ()
    if scale is None or len(stated) != len(numbers):
        return f"{found!r} {unit}, not {dict(want)}"
    same = all(is_same(one, number / scale) for one, number in zip(stated, numbers, strict=True))
    return "" if same else f"{found!r} {unit}, not {dict(want)}"


def _keys(label: str) -> set[str]:
    return {attribute_name(label), attribute_name(units.named_in(label)[0])}


def _scale(unit: str | None, wanted: str | None) -> float | None:
    """What numbers of the attribute's unit are multiplied by to be in the wanted one."""
    wanted = {"N m": "Nm"}.get(wanted or "", wanted)
    if unit == wanted:
        return 1.0
    known, other = units.unit_named(unit or ""), units.unit_named(wanted or "")
    return units.factor(known, other) if known and other else None


def is_same(found: object, number: float) -> bool:
    return isinstance(found, float) and abs(found - number) <= 1e-6 * max(1.0, abs(number))


def _sides_fault(made: Made, want: Case, value: str) -> str:
    """Each length as a side of its own; without a label that tells sides, the text whole."""
    stated = want["dimensions"]
    numbers = list(stated.values()) if isinstance(stated, Mapping) else list(stated)
    product = made.products[0]
    held = []
    for name, one in product.attributes.items():
        scale = _scale(made.attributes[name].unit, want.get("unit"))
        held += [single * scale for single in values_of(one) if isinstance(single, float) and scale]
    apart = len(held) == len(numbers) and all(is_same(a, b) for a, b in zip(sorted(held), sorted(numbers), strict=True))
    kept = [one for one in product.attributes.values() if one == " ".join(value.split())]
    return "" if apart or kept else f"{dict(product.attributes)}, not {numbers}"


# --- Variants


def variants_fault(path: Path, want: Case) -> str:
    """The products of a whole file and their variants."""
    made = imported(path)
    counts = [max(1, len(product.variants)) for product in made.products]
    if counts != want["variants_per_product"] or len(counts) != want["products"]:
        return f"variants {counts}, not {want['variants_per_product']}"
    options = {
        _canonical(name) for product in made.products for variant in product.variants for name in variant.options
    }
    if options != {_canonical(name) for name in want["options"]}:
        return f"options {sorted(options)}, not {want['options']}"
    return _first_fault(made.products[0], want["first_variant"])


def _canonical(name: str) -> str:
    """An option's name in English, where its language's is known."""
    key = phrase_key(name.replace("_", " "))
    return next(iter(LEXICON.attribute_names.get(key, (key,))))


def _first_fault(product: Product, want: Case) -> str:
    first: Product | Variant = product.variants[0] if product.variants else product
    found = {"price": first.price, "available": first.available, "sku": (first.id, *first.codes.get("sku", ()))}
    wrong = {name: found[name] for name in want if name != "sku" and found[name] != want[name]}
    if "sku" in want and want["sku"] not in found["sku"]:  # type: ignore[operator]
        wrong["sku"] = found["sku"]
    return f"the first variant has {wrong}, not {dict(want)}" if wrong else ""


def told(fault: Callable[..., str], *given: Any) -> str:
    """The fault, also where the import refuses the file."""
    try:
        return fault(*given)
    except DataError as error:
        return f"refused: {error}"
