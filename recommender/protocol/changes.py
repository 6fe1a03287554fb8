"""What a shop sends to change its catalog, and what it is answered: the JSON bodies of
`recommender.server.change_routes`.

Shared with callers, so it imports nothing of the service. Whether values fit the catalog's attributes, the service
checks (`data.catalog.definitions`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, model_validator

from data.catalog.links import Link
from data.catalog.patches import OFFER, OfferField
from data.catalog.products import CodeKind
from recommender.protocol.service import Asked

MOST_VARIANTS = 2048
"""Of a product; Shopify has no more."""
MOST_CHANGES = 500
"""In one request: new texts are embedded before it is answered, about a hundred a second on one core."""
MOST_PATCHES = 5000
"""In one request: a new price or stock needs no embedding."""

Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Single = bool | Number | Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Value = Single | Annotated[list[Single], Field(min_length=1, max_length=100)]


Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
When = datetime | Annotated[StrictInt, Field(ge=0, le=2**53)]
"""When the sender knew it: a time of ISO 8601 (without a zone, UTC), or the number that it counts its messages by.
What is older than what is known is left out, so that messages may come late, twice and in any order."""
CodesBody = Annotated[dict[CodeKind, Annotated[list[Code], Field(max_length=100)]], Field(default_factory=dict)]
"""What it may be asked for by, by kind."""


class VariantBody(BaseModel):
    """One of the forms that a product is sold in."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    options: dict[Label, Value] = Field(default_factory=dict, max_length=20)
    """What tells it from the others, by the names of attributes; the product states all of these by itself."""
    price: float | None = Field(None, gt=0, allow_inf_nan=False)
    """As the product's if it is left out."""
    list_price: float | None = Field(None, gt=0, allow_inf_nan=False)
    """While it is on sale: what it costs otherwise."""
    available: bool = True
    image_url: Link | None = None
    url: Link | None = None
    codes: CodesBody


class ProductContent(Asked):
    """A whole product, as `data.catalog.products.Product` is; a field left out is empty, not as it was before."""

    title: Title
    description: str = Field("", max_length=50_000)
    brand: Label | None = None
    category: Label | None = None
    price: float | None = Field(None, gt=0, allow_inf_nan=False)
    """In major units of `currency`. Of a product with variants, theirs count."""
    list_price: float | None = Field(None, gt=0, allow_inf_nan=False)
    """While it is on sale: what it costs otherwise."""
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    """The catalog's own if a price has none."""
    image_url: Link | None = None
    url: Link | None = None
    """Both http(s), or relative to the shop's pages."""
    available: bool = True
    attributes: dict[Label, Value] = Field(default_factory=dict, max_length=500)
    """By the names of `GET /v1/attributes`, numbers in the units given there; another name is a new attribute."""
    codes: CodesBody
    variants: list[VariantBody] = Field(default_factory=list, max_length=MOST_VARIANTS)

    @model_validator(mode="after")
    def _names_each_variant_once(self) -> ProductContent:
        ids = [variant.id for variant in self.variants]
        if len(set(ids)) < len(ids):
            twice = next(id for id in ids if ids.count(id) > 1)
            raise ValueError(f"variant {twice!r} occurs twice; give each its own id")
        return self


class ProductBody(ProductContent):
    """A product of `POST /v1/products/changes`."""

    id: Id


class ProductPut(ProductContent):
    """`PUT /v1/products/{id}`; an id here must be that of the path."""

    id: Id | None = None


class Offer(Asked):
    """What is said of an offer; a field that is left out stays as it is, null is none (any more)."""

    price: float | None = Field(None, gt=0, allow_inf_nan=False)
    list_price: float | None = Field(None, gt=0, allow_inf_nan=False)
    """While it is on sale: what it costs otherwise. One that is not above the price is none."""
    available: bool | None = None
    stock: int | None = Field(None, ge=-(10**9), le=10**9)
    """How many there are: above 0 it is available, unless `available` says otherwise."""

    @model_validator(mode="after")
    def _can_be_bought_or_not(self) -> Offer:
        for name in ("available", "stock"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name}: give a value, or leave it out")
        return self

    @property
    def says(self) -> dict[OfferField, float | bool | None]:
        """What it says, by the fields of products and variants."""
        said: dict[OfferField, float | bool | None] = {
            name: getattr(self, name) for name in OFFER if name in self.model_fields_set
        }
        if self.stock is not None:
            said.setdefault("available", self.stock > 0)
        return said


class VariantPatch(Offer):
    """What is said of one variant."""

    id: Id


class ProductPatch(Offer):
    """`PATCH /v1/products/{id}`; an id here must be that of the path. Of a product with variants, what it says itself
    holds for all of them, but for those that say something else."""

    id: Id | None = None
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    """Of the prices; refused if it is not the catalog's."""
    at: When | None = None
    variants: list[VariantPatch] = Field(default_factory=list, max_length=MOST_VARIANTS)

    @model_validator(mode="after")
    def _says_something(self) -> ProductPatch:
        ids = [variant.id for variant in self.variants]
        if len(set(ids)) < len(ids):
            twice = next(id for id in ids if ids.count(id) > 1)
            raise ValueError(f"variant {twice!r} occurs twice; say all of it at once")
        if not self.says and not any(variant.says for variant in self.variants):
            raise ValueError("says nothing; give price, list_price, available, stock or variants")
        return self


class PatchBody(ProductPatch):
    """A patch of `POST /v1/products/changes`; several of one product hold in their order."""

    id: Id


class ProductChanges(Asked):
    """`POST /v1/products/changes`: all of it takes effect at once, or none. What of the patches is of products or
    variants that the catalog does not have is told, and the rest takes effect."""

    upserts: list[ProductBody] = Field(default_factory=list, max_length=MOST_CHANGES)
    deletes: list[Id] = Field(default_factory=list, max_length=MOST_CHANGES)
    patches: list[PatchBody] = Field(default_factory=list, max_length=MOST_PATCHES)
    at: When | None = None
    """Of upserts and deletes, and of patches that do not say by themselves."""
    catalog_version: str | None = None
    """Of the import that they are made for: 503 while another is served. Any, if it is left out."""

    @model_validator(mode="after")
    def _names_each_product_once(self) -> ProductChanges:
        seen: set[str] = set()
        for id in [*(product.id for product in self.upserts), *self.deletes]:
            if id in seen:
                raise ValueError(f"product {id!r} occurs twice; send its last state alone")
            seen.add(id)
        if other := next((patch.id for patch in self.patches if patch.id in seen), None):
            raise ValueError(f"product {other!r} occurs as a whole and as a patch; send its last state alone")
        if not seen and not self.patches:
            raise ValueError("give upserts, deletes or patches")
        return self


class UnknownVariant(BaseModel):
    """A variant that its product does not have."""

    product: str
    variant: str


class ChangesApplied(BaseModel):
    """The changes are stored, and every answer of this process from now on has them."""

    sequence: int
    """Of the last change in the catalog's log."""
    catalog_version: str
    products: int
    """How many products the catalog has now."""
    unknown: list[str] = Field(default_factory=list)
    """Ids to delete or to patch that the catalog did not have; a repeat is harmless."""
    unknown_variants: list[UnknownVariant] = Field(default_factory=list)
    """Variants to patch that their products do not have."""
    outdated: list[str] = Field(default_factory=list)
    """Products of which something newer was known, as `at` says; that stayed."""
