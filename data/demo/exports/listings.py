"""The demo's products as a shop lists them: what differs in one attribute alone is one product in several forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from stdnum import luhn
from stdnum.ean import calc_check_digit

Row = Mapping[str, Any]
Value = str | float | bool | list[str]
SHOP = "https://shop.example"
"""Where the made-up shop is."""
_ON_SALE, _REDUCED = 5, 1.25
"""One product in five is on sale; its list price is so many times what it costs now."""
_DEARER = 1.1
"""How much dearer the last form of a product is than the first."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: `option` is its value of what tells the forms apart, None if there is one form. Prices in euros."""

    sku: str
    gtin: str
    price: float
    list_price: float | None
    available: bool
    image: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A product with its forms; `option` is the name of the attribute that tells them apart, if there are several.

    `image` is the name of the picture's file; `attributes` are those that all forms share.
    """

    id: str
    number: int
    title: str
    description: str
    brand: str
    category: str
    mpn: str
    attributes: Mapping[str, Value]
    forms: tuple[Form, ...] = field(default=())
    option: str | None = None


def listings(rows: Iterable[Row]) -> list[Listing]:
    """The listings of the demo's rows, in their order; the forms of one stand one after the other there."""
    made: list[Listing] = []
    first = 1
    for group in _groups(rows):
        made.append(_listing(group, first))
        first += len(group)
    return made


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and not _is_another_form(group, row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _is_another_form(group: list[Row], row: Row) -> bool:
    first = group[0]
    if any(row[name] != first[name] for name in ("brand", "category", "description", "price")):
        return False
    known = {name for other in group[1:] for name in _different(first, other)}
    different = _different(first, row)
    values = [other["attributes"].get(name) for other in group for name in different]
    return len(different) == 1 and known <= different and row["attributes"].get(next(iter(different))) not in values


def _different(one: Row, other: Row) -> set[str]:
    names = one["attributes"].keys() | other["attributes"].keys()
    return {name for name in names if one["attributes"].get(name) != other["attributes"].get(name)}


def _listing(group: list[Row], number: int) -> Listing:
    first = group[0]
    option = next(iter(_different(first, group[1]))) if len(group) > 1 else None
    return Listing(
        id=first["id"],
        number=number,
        title=first["title"],
        description=first["description"],
        brand=first["brand"],
        category=first["category"],
        mpn=f"{first['id'].upper()}-{luhn.calc_check_digit(str(number))}",
        attributes={name: value for name, value in first["attributes"].items() if name != option},
        forms=tuple(_form(row, number + place, place / len(group), option) for place, row in enumerate(group)),
        option=option,
    )


def _form(row: Row, number: int, place: float, option: str | None) -> Form:
    price = round(row["price"] * (1 + (_DEARER - 1) * place), 2)
    digits = f"200{number:09d}"  # GS1's prefix for numbers within a shop
    return Form(
        sku=row["id"],
        gtin=digits + calc_check_digit(digits),
        price=price,
        list_price=round(price * _REDUCED, 2) if number % _ON_SALE == 0 else None,
        available=row["available"],
        image=row["image_url"].rpartition("/")[2],
        option=None if option is None else written(row["attributes"][option]),
    )


def written(value: object) -> str:
    """A single value as it stands in a field."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:g}" if isinstance(value, float) else str(value)
