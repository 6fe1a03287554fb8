"""What stands out among the products: prices far from the rest, words among numbers, attributes and types of few."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from data.catalog.normalisation.cleaning import far_out
from data.catalog.products import BUILT_IN, Attribute, AttributeValue, Product, values_of
from data.catalog.report_shape import Point
from data.catalog.reviewing.points import place, point
from language.measurements import measurement

_MOSTLY = 0.5
"""From this share of numbers on, a column was meant to be one of numbers."""
_LEAST_VALUES = 10
_RARE = 0.02
_LEAST_PRODUCTS = 50
"""Below so many, an attribute of one product says nothing."""
_MOST_TEXT_COLUMNS = 5
_SINGLE = 0.3
"""From this share of all types on, types of one product are told of."""


def points(
    products: Sequence[Product], attributes: Mapping[str, Attribute], places: Mapping[str, int | None]
) -> Iterator[Point]:
    """What stands out, with where it stands."""
    yield from _far_prices(products, places)
    stated: defaultdict[str, list[tuple[str, AttributeValue]]] = defaultdict(list)
    for one in products:
        for name, value in one.attributes.items():
            stated[name].append((one.id, value))
    yield from _text_among_numbers(stated, attributes, places)
    yield from _rare(products, attributes)
    yield from _single_types(products)


def _far_prices(products: Sequence[Product], places: Mapping[str, int | None]) -> Iterator[Point]:
    prices: dict[int, AttributeValue] = {
        number: one.price for number, one in enumerate(products) if one.price is not None
    }
    far = sorted(far_out(prices, [f"{one.category}\0{one.currency}" for one in products]))
    if far:
        found = [products[number] for number in far]
        examples = [place(one.id, places[one.id], f"{one.price:g} {one.currency or ''}".strip()) for one in found[:3]]
        yield point("far_prices", "warning", len(far), len(prices), examples=examples)


def _text_among_numbers(
    stated: Mapping[str, list[tuple[str, AttributeValue]]],
    attributes: Mapping[str, Attribute],
    places: Mapping[str, int | None],
) -> Iterator[Point]:
    """Attributes that stayed text though most of their values are numbers; those of most products alone."""
    found = []
    for name, values in stated.items():
        if attributes[name].kind != "categorical" or len(values) < _LEAST_VALUES:
            continue
        words = [(id, value) for id, value in values if not _is_number(value)]
        if words and len(words) <= (1 - _MOSTLY) * len(values):
            found.append((len(values), name, words))
    for count, name, words in sorted(found, key=lambda one: -one[0])[:_MOST_TEXT_COLUMNS]:
        examples = [place(id, places[id], str(values_of(value)[0])[:60]) for id, value in words[:3]]
        yield point("text_among_numbers", "hint", len(words), count, name=attributes[name].label, examples=examples)


def _is_number(value: AttributeValue) -> bool:
    """Whether it is a number and no more: "3.5 mm jack" is a name."""
    found = [measurement(one) if isinstance(one, str) else None for one in values_of(value)]
    return all(one is not None and not one.words for one in found)


def _rare(products: Sequence[Product], attributes: Mapping[str, Attribute]) -> Iterator[Point]:
    """Attributes that few products state of the types that state them."""
    of_type = Counter(one.category for one in products)
    stated: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for one in products:
        for name in one.attributes:
            stated[name][one.category] += 1
    rare = []
    for name, by_type in stated.items():
        could = sum(of_type[category] for category in by_type)
        if could >= _LEAST_PRODUCTS and by_type.total() < _RARE * could:
            rare.append((by_type.total(), name))
    if rare:
        rare.sort()
        of = sum(name not in BUILT_IN for name in attributes)
        examples = [f"{attributes[name].label} ({count})" for count, name in rare[:3]]
        yield point("rare_attributes", "hint", len(rare), of, examples=examples)


def _single_types(products: Sequence[Product]) -> Iterator[Point]:
    counts = Counter(one.category for one in products if one.category)
    single = [name for name, count in counts.items() if count == 1]
    if len(counts) > 2 and len(single) > _SINGLE * len(counts):
        yield point("single_types", "hint", len(single), len(counts), examples=single[:3])
