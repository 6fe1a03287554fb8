"""Products and attributes of the catalog, as they are asked for by name."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from data.catalog.constraints import Name, ScalarValue
from data.catalog.links import opened

MOST_PRODUCTS = 100


def _parted(ids: list[str]) -> list[str]:
    return [part for together in ids for part in together.split(",")]


ProductIds = Annotated[list[Name], Field(min_length=1, max_length=MOST_PRODUCTS), BeforeValidator(_parted)]
"""`ids=a,b`, or `ids=a&ids=b`; a product whose id has a comma is asked for by `GET /v1/products/{id}`."""


OpenedLink = Annotated[str | None, AfterValidator(opened)]
"""An address that a page may open; whatever else an old catalog has is null."""


class Titled(BaseModel):
    """What names a product."""

    id: str
    title: str


class Described(Titled):
    """What tells of a product."""

    description: str


def _is_none(value: object) -> bool:
    return value is None


HighestPrice = Annotated[float | None, Field(exclude_if=_is_none)]
"""Given where variants differ in price: `price` is the lowest, this is the highest."""
ListPrice = Annotated[float | None, Field(exclude_if=_is_none)]
"""Given while it is on sale: what it costs otherwise."""


class Offer(BaseModel):
    """What a product is offered as; what the catalog does not know is null. Prices are those of the variants that can
    be bought, if it has any."""

    brand: str | None = None
    category: str | None = None
    price: float | None = None
    highest_price: HighestPrice = None
    list_price: ListPrice = None
    currency: str | None = None
    image_url: OpenedLink = None
    url: OpenedLink = None
    available: bool = True


class OptionValue(BaseModel):
    """One of the values that the variants of a product have for an option."""

    value: ScalarValue
    label: str
    """As people read it: "512 GB"."""
    available: bool
    """Whether a variant that has it can be bought; on a card with a `variant`, one that fits."""


class ProductOption(BaseModel):
    """What tells the variants of a product apart: an attribute, and the values that they have, in their order."""

    name: str
    label: str
    values: list[OptionValue]


class VariantOffer(BaseModel):
    """One of the forms that a product is sold in; what is null is as the product has it."""

    id: str
    options: dict[str, Any]
    """What it has for each option, by attribute name."""
    text: str
    """The same as people read it: "Red, Size: 42"."""
    price: float | None = None
    list_price: ListPrice = None
    available: bool = True
    image_url: OpenedLink = None
    url: OpenedLink = None
    codes: dict[str, list[str]] = Field(default_factory=dict, exclude_if=lambda codes: not codes)


class ProductDetail(Offer, Described):
    """`GET /v1/products/{id}`: everything about one product; `attributes` holds brand, category, price too."""

    attributes: dict[str, Any]
    labels: dict[str, str]
    """The readable label of each attribute in `attributes`."""
    units: dict[str, str]
    """The unit of each numeric attribute in `attributes` that has one."""
    codes: dict[str, list[str]] = Field(default_factory=dict, exclude_if=lambda codes: not codes)
    """What it may be asked for by, by kind: sku, mpn, gtin, isbn, model."""
    options: list[ProductOption] = Field(default_factory=list, exclude_if=lambda options: not options)
    variants: list[VariantOffer] = Field(default_factory=list, exclude_if=lambda variants: not variants)
    """All forms that it is sold in, in the shop's order; none if it is sold in one."""


class ProductList(BaseModel):
    """`GET /v1/products?ids=`: the products asked for, in their order, and the ids of which none is offered."""

    products: list[ProductDetail]
    unknown: list[str]


class Defined(BaseModel):
    """What an attribute is, whatever is said of it."""

    name: str
    label: str
    kind: Literal["categorical", "numeric", "boolean"]
    unit: str | None = None


class AttributeSummary(Defined):
    """One row of `GET /v1/attributes`: how many products (of the category asked for) state it."""

    products: int
