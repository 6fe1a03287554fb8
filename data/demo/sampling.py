"""Draws the products of one category: attribute values and a price that hang together.

Every attribute has a hidden standard normal variable (a Gaussian copula, Nelsen 2006, section 2.3): what it
follows moves that variable, and its own distribution turns the result into a value. So a light laptop costs
more because its price follows quality and weight, whatever the two are distributed like.
Names and texts are `data.demo.wording`'s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import NormalDist
from types import MappingProxyType
from typing import TypeVar

from data.demo.schema import QUALITY, Attribute, Category, Level, Price, Schemas

Value = str | float | bool | tuple[str, ...]
TIERS = MappingProxyType({"budget": -1.0, "standard": 0.0, "premium": 1.1})
_TIER_SHARE = 0.8
"""How much of a product's quality is its brand's tier; the rest is luck."""
_EDGE = 2.2
"""Where a range ends, in standard deviations: 1 product in 36 lies at one of its two ends."""
_LEAST_LUCK = 0.3
_NORMAL = NormalDist()
_Level = TypeVar("_Level", str, float)
_CENTS = (0.99, 0.95, 0.9, 0.5)


@dataclass(frozen=True, slots=True)
class Draft:
    """A product before it has texts. `values` has only what the product states, in the order of the schema."""

    brand: str
    series: str
    quality: float
    values: Mapping[str, Value]
    price: float
    available: bool


def draw(category: Category, schemas: Schemas, random: Random) -> Draft:
    """One product of the category."""
    brand = random.choice(category.brands)
    tier = TIERS[schemas.store.brands[brand].tier]
    quality = _TIER_SHARE * tier + math.sqrt(1 - _TIER_SHARE**2) * random.gauss(0.0, 1.0)
    hidden = {QUALITY: quality}
    values: dict[str, Value] = {}
    for name, attribute in category.attributes.items():
        if not applies(attribute, values):
            continue
        hidden[name] = _follow(attribute.follows, hidden, values, random)
        values[name] = _value(attribute, hidden[name], random)
    price = _price(category.price, _follow(category.price.follows, hidden, values, random), random)
    stated = {name: value for name, value in values.items() if random.random() < category.attributes[name].stated}
    return Draft(
        brand, _series(category, brand, random), quality, stated, price, random.random() >= category.unavailable
    )


def variants(draft: Draft, category: Category, random: Random) -> list[Draft]:
    """The draft, and others that differ only in the colour or size that the category varies."""
    rule = category.variants
    own = draft.values.get(rule.attribute)
    others = _others(category.attributes[rule.attribute], own)
    if own is None or random.random() >= rule.share or not others:
        return [draft]
    chosen = random.sample(others, min(len(others), random.randint(1, rule.most - 1)))
    return [draft, *(_with(draft, rule.attribute, level, random, category.unavailable) for level in chosen)]


def applies(attribute: Attribute, values: Mapping[str, Value]) -> bool:
    """Whether a product with these values can state the attribute at all."""
    return all(
        other in values and any(level in levels for level in levels_of(values[other]))
        for other, levels in attribute.when.items()
    )


def levels_of(value: Value) -> tuple[Level, ...]:
    """The single values of a value that may be several."""
    return value if isinstance(value, tuple) else (value,)


def _others(attribute: Attribute, own: Value | None) -> list[str | float]:
    """The values that a variant can have instead: any other, or of numbers (sizes) those nearby."""
    if attribute.steps is None:
        return [value for value in attribute.values or () if value != own]
    numbers = list(attribute.steps)
    place = numbers.index(own) if isinstance(own, float) else 0
    return [number for number in numbers[max(0, place - 2) : place + 3] if number != own]


def _with(draft: Draft, name: str, level: str | float, random: Random, unavailable: float) -> Draft:
    values = {**draft.values, name: level}
    return replace(draft, values=values, available=random.random() >= unavailable)


def _series(category: Category, brand: str, random: Random) -> str:
    """One of the two or three series that the brand makes, of all those of the category."""
    position = category.brands.index(brand)
    own = [name for i, name in enumerate(category.series) if (i + position) % 3 != 0]
    return random.choice(own)


def _follow(
    follows: Mapping[str, float | dict[Level, float]],
    hidden: Mapping[str, float],
    values: Mapping[str, Value],
    random: Random,
) -> float:
    """The hidden variable of an attribute that follows others; what a product does not have moves nothing."""
    moved = explained = 0.0
    for name, strength in follows.items():
        if isinstance(strength, float):
            moved += strength * hidden.get(name, 0.0)
            explained += strength**2
        elif name in values:
            moved += sum(strength.get(level, 0.0) for level in levels_of(values[name]))
    return moved + math.sqrt(max(_LEAST_LUCK**2, 1 - explained)) * random.gauss(0.0, 1.0)


def _value(attribute: Attribute, hidden: float, random: Random) -> Value:
    if attribute.range is not None:
        return _on_range(attribute, hidden)
    level = _NORMAL.cdf(hidden)
    if attribute.share is not None:
        return level > 1 - attribute.share
    if attribute.steps is not None:
        return _quantile(attribute.steps, level)
    values = attribute.values or {}
    first = _quantile(values, level)
    return first if attribute.several == 1 else _several(first, values, attribute.several, random)


def _several(first: str, values: Mapping[str, float], most: int, random: Random) -> Value:
    """The first value with up to `most` - 1 others, frequent ones more likely, in the order of the schema."""
    chosen = {first}
    for _ in range(random.randint(0, min(most, len(values)) - 1)):
        left = [value for value in values if value not in chosen]
        chosen |= set(random.choices(left, [values[value] for value in left]))
    ordered = tuple(value for value in values if value in chosen)
    return ordered if len(ordered) > 1 else first


def _quantile(weights: Mapping[_Level, float], level: float) -> _Level:
    """The value at this level (0 to 1) of the distribution, its values taken in order."""
    reached, total = 0.0, sum(weights.values())
    for value, weight in weights.items():
        reached += weight
        if level * total <= reached:
            return value
    return next(reversed(list(weights)))


def _on_range(attribute: Attribute, hidden: float) -> float:
    low, high = attribute.range or (0.0, 1.0)
    number = _between(low, high, hidden, attribute.scale == "log")
    return round(round(number / attribute.step) * attribute.step, 6)


def _between(low: float, high: float, hidden: float, log: bool) -> float:
    position = (min(_EDGE, max(-_EDGE, hidden)) + _EDGE) / (2 * _EDGE)
    if log:
        return float(low * (high / low) ** position)
    return low + (high - low) * position


def _price(price: Price, hidden: float, random: Random) -> float:
    """A price as shops write it: 24.99, 129.90, 1249.00."""
    amount = _between(*price.range, hidden, log=True)
    if amount >= 500:
        return float(round(amount / 10) * 10 - 1)
    return math.floor(amount) + random.choice(_CENTS) if amount < 100 else math.floor(amount / 5) * 5 + 4.9
