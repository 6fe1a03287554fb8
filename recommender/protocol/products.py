"""Products and attributes of the catalog, as they are asked for by name."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class ProductDetail(BaseModel):
    """`GET /v1/products/{id}`: everything about one product; `attributes` holds brand, category, price too."""

    id: str
    title: str
    description: str
    brand: str | None = None
    category: str | None = None
    price: float | None = None
    currency: str | None = None
    image_url: str | None = None
    url: str | None = None
    available: bool = True
    attributes: dict[str, Any]
    labels: dict[str, str]
    """The readable label of each attribute in `attributes`."""
    units: dict[str, str]
    """The unit of each numeric attribute in `attributes` that has one."""


class AttributeSummary(BaseModel):
    """One row of `GET /v1/attributes`: how many products (of the category asked for) state it."""

    name: str
    label: str
    kind: Literal["categorical", "numeric", "boolean"]
    unit: str | None = None
    products: int
