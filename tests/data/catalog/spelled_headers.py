"""Where the values of a column with a certain header arrive: in a price, a code, a stock (`spelled.py` has files)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import NamedTuple

from data.catalog.importing import Made
from data.catalog.normalisation.availability import read_availability
from data.catalog.products import Product
from language import units
from tests.data.catalog.spelled import NAMES, PRICE, ROWS, Case, Columns, around, imported, is_same, written


class Seen(NamedTuple):
    """A value of the column, the role that it is to have, and what came of it."""

    product: Product
    value: str
    role: str
    made: Made


def header_fault(case: Case, folder: Path) -> str:
    """Where the values of a column arrive."""
    values, role = list(case["sample_values"]), str(case["role"])
    columns = around(case["why"], case["header"], values, without=_replaced(role))
    if role == "variant_group" and case["header"] not in around(case["why"], "", []):
        return _group_fault(columns, values, folder)
    if role == "variant_group":
        columns |= {"Title": [""] * len(values), "Option1 Name": ["Size", *[""] * (len(values) - 1)]}
        columns |= {"Option1 Value": [f"S{n}" for n in range(len(values))]}
        columns["Title"] = [
            NAMES[values.index(value)] if values.index(value) == n else "" for n, value in enumerate(values)
        ]
        columns = {name: cells[: len(values)] for name, cells in columns.items()}
        return _grouped_as(imported(written(folder / "shop.csv", columns)), values)
    if role == "list_price":
        columns[next(name for name in ("price", "Variant Price", "Regular price") if name in columns)] = ["1.25"] * ROWS
    made = imported(written(folder / "shop.csv", columns))
    if len(made.products) != max(map(len, columns.values())):
        return f"{len(made.products)} products"
    check = _ROLES.get(role, _attribute_fault)
    faults = (check(Seen(product, value, role, made)) for product, value in zip(made.products, values, strict=False))
    return next(filter(None, faults), "")


def _replaced(role: str) -> str:
    return {"title": "title", "price": "price", "id": "id"}.get(role, "")


def _group_fault(columns: Columns, values: list[str], folder: Path) -> str:
    columns = {name: cells[: len(values)] for name, cells in columns.items()}
    columns["title"] = [NAMES[values.index(value)] for value in values]
    columns["size"] = [f"{n + 1} l" for n in range(len(values))]
    return _grouped_as(imported(written(folder / "shop.csv", columns)), values)


def _grouped_as(made: Made, values: list[str]) -> str:
    wanted = [values.count(value) for value in dict.fromkeys(values)]
    found = [max(1, len(product.variants)) for product in made.products]
    return "" if found == wanted else f"variants {found}, not {wanted}"


def _amounts(value: str) -> set[float]:
    """What a price may be, as a shop's clerk reads it."""
    bare = re.sub(r"[^\d.,]", "", value).strip(".,")
    if re.fullmatch(r".*[.,]\d{1,2}|\d+[.,]\d{4}", bare):
        place = max(bare.rfind("."), bare.rfind(","))
        return {float(re.sub(r"\D", "", bare[:place]) + "." + bare[place + 1 :])}
    return {float(re.sub(r"\D", "", bare) or 0)}


def _spelled_attributes(product: Product) -> str:
    return " ".join(str(value) for value in product.attributes.values())


def _price_fault(seen: Seen) -> str:
    return (
        ""
        if not seen.value or seen.product.price in _amounts(seen.value)
        else f"{seen.value!r} is a price of {seen.product.price}"
    )


def _list_price_fault(seen: Seen) -> str:
    if not any(_amounts(seen.value)) and (seen.product.price, seen.product.list_price) == (1.25, None):
        return ""
    if seen.product.list_price in _amounts(seen.value or "0"):
        return ""
    return f"{seen.value!r} is a list price of {seen.product.list_price}, with {seen.product.price}"


def _sale_price_fault(seen: Seen) -> str:
    wanted = (
        (min(_amounts(seen.value)), float(PRICE))
        if seen.value and _amounts(seen.value) != {0.0}
        else (float(PRICE), None)
    )
    found = (seen.product.price, seen.product.list_price)
    return "" if found == wanted else f"{seen.value!r} gives {found}, not {wanted}"


def _ignored_fault(seen: Seen) -> str:
    if seen.product.price != float(PRICE) or seen.product.list_price or seen.product.highest_price:
        return f"{seen.value!r} changes the price to {seen.product.price} ({seen.product.list_price})"
    if seen.product.attributes or seen.value in seen.product.description:
        return f"{seen.value!r} is told to shoppers: {seen.product.attributes}"
    return f"{seen.value!r} is a code" if any(seen.value in codes for codes in seen.product.codes.values()) else ""


def _code_fault(seen: Seen) -> str:
    kind = str(seen.role)
    codes = dict(seen.product.codes)
    if seen.product.variants:
        codes = dict(seen.product.variants[0].codes)
    found = codes.get(kind, ())  # type: ignore[call-overload]
    if kind == "sku" and seen.product.id == seen.value:
        return ""
    return "" if not seen.value or seen.value in found else f"{seen.value!r} is no {kind}: {codes}"


def _field_fault(name: str) -> Callable[[Seen], str]:
    def fault(seen: Seen) -> str:
        found = getattr(seen.product, name)
        first = re.split(r"[,|;\s]+(?=https?:)", seen.value)[0]
        return (
            "" if found == (first or None) or (not first and not found) else f"{seen.value!r} is a {name} of {found!r}"
        )

    return fault


def _description_fault(seen: Seen) -> str:
    text = " ".join(re.sub(r"<[^>]+>", " ", unescape(seen.value)).split())
    return (
        "" if text in " ".join(seen.product.description.split()) else f"the description is {seen.product.description!r}"
    )


def _category_fault(seen: Seen) -> str:
    last = re.split(r"\s*(?:>|/|»|\|)\s*", seen.value)[-1]
    found = seen.product.category or ""
    return (
        "" if not seen.value or found[:4].casefold() == last[:4].casefold() else f"{seen.value!r} is a type {found!r}"
    )


def _stock_fault(seen: Seen) -> str:
    if seen.product.attributes:
        return f"{seen.value!r} is an attribute: {seen.product.attributes}"
    number = re.search(r"-?\d+", seen.value)
    wanted = number is None or int(number.group()) > 0
    return "" if seen.product.available == wanted else f"{seen.value!r} gives available={seen.product.available}"


def _words_fault(seen: Seen) -> str:
    wanted = read_availability(seen.value) is not False
    is_right = not seen.product.attributes and seen.product.available == wanted
    return "" if is_right else f"{seen.value!r} gives {seen.product.available}, {dict(seen.product.attributes)}"


def _weight_fault(seen: Seen) -> str:
    if not seen.value:
        return ""
    for name, found in seen.product.attributes.items():
        attribute = seen.made.attributes[name]
        if units.kind(attribute.unit) == "mass" and is_same(found, _as_number(seen.value)):
            return ""
    return (
        f"{seen.value!r} gives {dict(seen.product.attributes)} ({[str(a.unit) for a in seen.made.attributes.values()]})"
    )


def _as_number(value: str) -> float:
    found = re.search(r"\d+(?:[.,]\d+)?", value)
    return float(found.group().replace(",", ".")) if found else -1.0


def _attribute_fault(seen: Seen) -> str:
    found = _spelled_attributes(seen.product).casefold()
    wanted = {seen.value.casefold(), f"{_as_number(seen.value):.12g}"}
    parts = [part.strip().casefold() for part in re.split("[,;/|]", seen.value)]
    held = any(one in found for one in wanted) or all(part in found for part in parts)
    return "" if held and seen.made.attributes else f"{seen.value!r} is no attribute: {dict(seen.product.attributes)}"


_ROLES: dict[str, Callable[[Seen], str]] = {
    "price": _price_fault,
    "list_price": _list_price_fault,
    "sale_price": _sale_price_fault,
    "ignore": _ignored_fault,
    "sku": _code_fault,
    "mpn": _code_fault,
    "gtin": _code_fault,
    "isbn": _code_fault,
    "model": _code_fault,
    "title": _field_fault("title"),
    "id": _field_fault("id"),
    "brand": _field_fault("brand"),
    "currency": _field_fault("currency"),
    "image": _field_fault("image_url"),
    "url": _field_fault("url"),
    "link": _field_fault("url"),
    "description": _description_fault,
    "category": _category_fault,
    "stock": _stock_fault,
    "availability": _words_fault,
    "weight": _weight_fault,
}
