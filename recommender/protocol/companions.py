"""What is asked about given products, and the answers: compare them, replace one, find what fits one."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from data.catalog.constraints import Constraint, Name
from recommender.protocol.products import Defined
from recommender.protocol.recommend import QueryText, RankedProduct, RecommendRequest
from recommender.protocol.service import Asked


def _different(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("name each product once")
    return ids


class CompareRequest(Asked):
    """`POST /v1/compare`."""

    ids: Annotated[list[Name], AfterValidator(_different)] = Field(min_length=2, max_length=4)
    query: QueryText = ""
    """What the shopper looks for: the attributes that matter for it come first."""
    constraints: list[Constraint] = Field(default_factory=list, max_length=100)
    search: RecommendRequest | None = None
    """The search in whose order the products are to be looked up."""


class ComparedAttribute(Defined):
    """An attribute with the value of each product, in their order; null where a product does not state it."""

    weight: float
    values: list[Any]


class CompareResponse(BaseModel):
    """`attributes` are those in which the products differ, most relevant first; `same` those in which all agree."""

    products: list[RankedProduct]
    attributes: list[ComparedAttribute]
    same: list[ComparedAttribute]
    places: list[int] = Field(default_factory=list)
    """Where each product stands in the order of the search that was given; behind all if it is not found."""


class Companion(BaseModel):
    """A product that may stand in for another or go with it; attributes by name, most relevant first."""

    product: RankedProduct
    same: list[str] = Field(default_factory=list)
    differs: list[str] = Field(default_factory=list)
    reason: str


class Companions(BaseModel):
    """`GET /v1/products/{id}/alternatives` and `/accessories`: the best first."""

    id: str
    query_id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    catalog_version: str
    model_version: str
    """What chose them, as the log of shown lists has it."""
    products: list[Companion]
