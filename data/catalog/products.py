"""Products and attributes as every service sees them: normalised, typed, immutable.

Knows nothing of where they came from (`data.catalog.importers`) or how they are kept (`data.catalog.store`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Literal, get_args

AttributeKind = Literal["categorical", "numeric", "boolean"]
Scalar = str | float | bool
AttributeValue = Scalar | tuple[Scalar, ...]
"""One value, or several where the source lists several. Numbers are in the attribute's `unit`."""

CodeKind = Literal["sku", "mpn", "gtin", "isbn", "model"]
"""Whose number it is: the shop's, the maker's, GS1's (EAN and UPC too), a book's; and what the maker calls it."""
CODE_KINDS: tuple[CodeKind, ...] = get_args(CodeKind)
Codes = Mapping[CodeKind, tuple[str, ...]]
"""What a product may be asked for by, as its source writes it."""

BRAND, CATEGORY, PRICE = "brand", "category", "price"
BUILT_IN = (BRAND, CATEGORY, PRICE)
"""Names of the attributes that every catalog has; a source attribute never takes one of them."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of the catalog, across all its products.

    `unit` is the symbol of the unit that every value is in ("g", "in", "GB"; the currency code for
    the price), or None.
    """

    name: str
    label: str
    kind: AttributeKind
    unit: str | None = None


@dataclass(frozen=True)
class Variant:
    """One of the forms that a product is sold in ("red, 42"); what it does not state is as the product has it.

    `options` holds what tells it from the others, by attribute name; each value is one of those that the product has
    for that attribute. `price` is in major units of the product's currency.
    """

    id: str
    options: Mapping[str, AttributeValue] = field(default_factory=dict)
    price: float | None = None
    list_price: float | None = None
    available: bool = True
    image_url: str | None = None
    url: str | None = None
    codes: Codes = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """One product of the shop, in one form or several (`variants`).

    `price` is in major units of `currency` (12.5 EUR), None if unknown: the lowest of the variants that can be bought,
    and `highest_price` the highest, where they differ. `list_price` is what it costs when it is not on sale, given
    only if it is. `category` is the label of its product type ("Wireless mouse"), from the source or inferred.
    `attributes` holds the source's attributes by name, without the built-in three, with the options of all variants.
    `codes` are those of the product itself; variants have their own. `available`: at least one form can be bought.
    """

    id: str
    title: str
    description: str = ""
    brand: str | None = None
    category: str | None = None
    price: float | None = None
    currency: str | None = None
    image_url: str | None = None
    url: str | None = None
    available: bool = True
    highest_price: float | None = None
    list_price: float | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()

    @property
    def stated(self) -> dict[str, AttributeValue]:
        """Every attribute the product states by name, the built-in three first."""
        own = {BRAND: self.brand, CATEGORY: self.category, PRICE: self.price}
        return {name: value for name, value in own.items() if value is not None} | dict(self.attributes)


SHAPED = ("attributes", "codes", "variants")
"""The fields of a product that hold many."""
PLAIN = tuple(field.name for field in fields(Product) if field.name not in SHAPED)
"""The fields of a product that hold one plain value."""


@dataclass(frozen=True)
class Catalog:
    """All products of one imported version, in a stable order, with the definitions of their attributes.

    `attributes` is keyed by name and contains the built-in three; every name in a product's
    `stated` has its definition here.
    """

    version: str
    products: tuple[Product, ...]
    attributes: Mapping[str, Attribute]

    @cached_property
    def by_id(self) -> dict[str, Product]:
        """The products by id."""
        return {product.id: product for product in self.products}


def values_of(value: AttributeValue) -> tuple[Scalar, ...]:
    """The single values of a value that may be one or several."""
    return value if isinstance(value, tuple) else (value,)


def codes_of(stated: Mapping[CodeKind, Sequence[str]]) -> Codes:
    """Codes as they are kept: by kind in the order of the kinds, each once."""
    return {kind: tuple(dict.fromkeys(stated[kind])) for kind in CODE_KINDS if stated.get(kind)}
