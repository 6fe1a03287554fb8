"""What products lack that shoppers expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from data.catalog.products import Product
from data.catalog.report_shape import Level, Point
from data.catalog.reports import ImportReport
from data.catalog.reviewing.figures import LACKING, currencies
from data.catalog.reviewing.points import place, point

_CODES = {
    "price": "no_price",
    "picture": "no_image",
    "link": "no_url",
    "type": "no_category",
    "description": "no_description",
    "brand": "no_brand",
    "attributes": "no_attributes",
}
_WARNS = {"price": 0.1, "type": 0.5, "picture": 0.5, "link": 0.5}
"""From this share of the products on, shoppers notice; the rest are hints."""


def points(products: Sequence[Product], places: Mapping[str, int | None], report: ImportReport) -> Iterator[Point]:
    """What is lacking, and how much of it; each product that lacks something goes into the report's findings."""
    for name, lacks in LACKING.items():
        without = [one.id for one in products if lacks(one)]
        for id in without:
            report.missing(places[id], id, name)
        if without:
            level: Level = "warning" if len(without) >= _WARNS.get(name, 2.0) * len(products) else "hint"
            examples = [place(id, places[id]) for id in without[:3]]
            yield point(_CODES[name], level, len(without), len(products), examples=examples)
    if products and not any(one.available for one in products):
        yield point("none_available", "warning", len(products), len(products))
    yield from _several_currencies(products, places)


def _several_currencies(products: Sequence[Product], places: Mapping[str, int | None]) -> Iterator[Point]:
    found = currencies(products)
    if len(found) < 2:
        return
    main = next(iter(found))
    others = [one for one in products if one.price is not None and (one.currency or "") != main]
    yield point(
        "several_currencies",
        "warning",
        len(others),
        len(found),
        currencies=", ".join(f"{code or 'none'} {count:,}" for code, count in found.items()),
        main=main,
        examples=[place(one.id, places[one.id], f"{one.price:g} {one.currency}") for one in others[:3]],
    )
