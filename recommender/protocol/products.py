"""Products and attributes of the catalog, as they are asked for by name."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from data.catalog.constraints import Name
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


class Offer(BaseModel):
    """What a product is offered as; what the catalog does not know is null."""

    brand: str | None = None
    category: str | None = None
    price: float | None = None
    currency: str | None = None
    image_url: OpenedLink = None
    url: OpenedLink = None
    available: bool = True


class ProductDetail(Offer, Described):
    """`GET /v1/products/{id}`: everything about one product; `attributes` holds brand, category, price too."""

    attributes: dict[str, Any]
    labels: dict[str, str]
    """The readable label of each attribute in `attributes`."""
    units: dict[str, str]
    """The unit of each numeric attribute in `attributes` that has one."""


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
