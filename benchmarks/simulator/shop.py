"""A catalog as shoppers see it: by product type, what each product is like in every attribute that tells them apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Range
from data.catalog.products import CATEGORY, Attribute, AttributeValue, Catalog, Product, Scalar, values_of
from ranker.knowledge.families import Family
from ranker.knowledge.linking import LinkedFamily, Links, Stated

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
FEWEST_PRODUCTS = 20
"""Of a type, to be simulated: among fewer, nobody needs advice."""
_LEAST_STATED = 0.15
"""Share of a type's products that state an attribute from which anybody has a taste in it."""
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Trait:
    """An attribute of a type's products."""

    attribute: Attribute
    values: tuple[Scalar, ...]
    """Of words, and of yes and no; empty of a number."""
    features: Floats
    """(products, features) that a taste weighs, each in [-1, 1]: for words, one a value; for a number, its rank, and
    how near the middle it is."""
    stated: Bools
    """(products,)"""

    @property
    def name(self) -> str:
        """The attribute's."""
        return self.attribute.name


@dataclass(frozen=True)
class Kind:
    """A product type."""

    name: str
    products: tuple[Product, ...]
    traits: tuple[Trait, ...]
    linked: LinkedFamily | None
    """As far as written knowledge is about it."""

    @property
    def family(self) -> Family | None:
        """Of written knowledge."""
        return self.linked.family if self.linked else None

    @cached_property
    def place(self) -> dict[str, int]:
        """Of each product, by id."""
        return {product.id: place for place, product in enumerate(self.products)}

    @cached_property
    def _stated(self) -> list[dict[str, AttributeValue]]:
        return [product.stated for product in self.products]

    @cached_property
    def _having(self) -> dict[tuple[str, type, Any], Bools]:
        return {}

    def having(self, attribute: str, value: Any) -> Bools:
        """(products,) which have an offered value: a scalar, or a range of a number."""
        key = (attribute, type(value), value)
        if key not in self._having:
            self._having[key] = np.asarray([_has(own.get(attribute), value) for own in self._stated], np.bool_)
        return self._having[key]


def kinds(catalog: Catalog, links: Links | None) -> list[Kind]:
    """The types of which there is something to choose, the largest first. Raises ValueError if there is none."""
    products: defaultdict[str, list[Product]] = defaultdict(list)
    for product in catalog.products:
        if product.category and product.available:
            products[product.category].append(product)
    large = [(name, own) for name, own in products.items() if len(own) >= FEWEST_PRODUCTS]
    if not large:
        raise ValueError(f"no product type of the catalog has {FEWEST_PRODUCTS} products to choose from")
    return [_kind(name, own, catalog, links) for name, own in sorted(large, key=lambda one: (-len(one[1]), one[0]))]


def _kind(name: str, products: Sequence[Product], catalog: Catalog, links: Links | None) -> Kind:
    counts = Counter(attribute for product in products for attribute in product.stated if attribute != CATEGORY)
    often = [catalog.attributes[a] for a, count in counts.items() if count >= _LEAST_STATED * len(products)]
    traits = [trait for attribute in often if (trait := _trait(attribute, products)) is not None]
    stated = [Stated(one.name, one.label, one.kind, one.unit) for one in often]
    return Kind(name, tuple(products), tuple(traits), links.linked(name, stated) if links else None)


def _trait(attribute: Attribute, products: Sequence[Product]) -> Trait | None:
    """None of what is the same everywhere, or of words that are nearly all different."""
    values = [
        values_of(product.stated[attribute.name]) if attribute.name in product.stated else () for product in products
    ]
    known = np.asarray([bool(own) for own in values], np.bool_)
    if attribute.kind == "numeric":
        rank = _ranks(np.asarray([float(own[0]) if own else np.nan for own in values]))
        if np.ptp(rank) == 0:
            return None
        return Trait(attribute, (), np.stack([rank, np.where(known, 1 - 2 * rank**2, 0.0)], axis=1), known)
    counts = Counter(value for own in values for value in own)
    often = [value for value, count in counts.most_common(_MOST_VALUES) if count > 1]
    if len(often) < 2:
        return None
    features = np.asarray([[value in own for value in often] for own in values], np.float64)
    features /= np.maximum(1, features.sum(axis=1, keepdims=True))
    return Trait(attribute, tuple(often), features, known)


def _ranks(numbers: Floats) -> Floats:
    """Each number's rank among those that differ, in [-1, 1]; 0 of those that are not known."""
    known = np.unique(numbers[~np.isnan(numbers)])
    if len(known) < 2:
        return np.zeros(len(numbers))
    rank = 2 * np.searchsorted(known, np.nan_to_num(numbers)) / (len(known) - 1) - 1
    return np.where(np.isnan(numbers), 0.0, rank)


def _has(stated: Any, value: Any) -> bool:
    if stated is None:
        return False
    own = values_of(stated)
    if isinstance(value, Range):
        low = -np.inf if value.min is None else value.min
        high = np.inf if value.max is None else value.max
        return any(isinstance(one, (int, float)) and low <= one <= high for one in own)
    return any(one == value and isinstance(one, bool) == isinstance(value, bool) for one in own)
