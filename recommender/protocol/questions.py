"""`POST /v1/ask`: a question about products that a shopper has before them, and what is known to answer it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from data.catalog.constraints import Constraint, Name
from recommender.protocol.products import Defined, ProductDetail, Titled
from recommender.protocol.recommend import MOST_CONSTRAINTS, MOST_QUERY_CHARACTERS, FacetValue
from recommender.protocol.service import Asked

MOST_ASKED = 20
QuestionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_QUERY_CHARACTERS)]
FoundBy = Literal["words", "value", "meaning", "purpose"]
"""The question names the attribute, or one of its values, or means it; or it matters for the use asked about."""


class AskRequest(Asked):
    """`POST /v1/ask`."""

    text: QuestionText
    ids: list[Name] = Field(min_length=1, max_length=MOST_ASKED)
    """The products that the question is about: one, or a list in the order in which it was shown."""
    among: list[Name] = Field(default_factory=list, max_length=MOST_ASKED)
    """All that were shown, where `ids` are not all of them: "it is not blue, but the second is"."""
    picking: bool = False
    """Whether values that the question says tell apart which of `ids` is meant: "is the blue one waterproof". A
    superlative always does."""
    comparative: bool = False
    """Whether a comparative picks one too ("the cheaper one"), and not a superlative alone."""
    product_types: list[Name] = Field(default_factory=list, max_length=20)
    """The product types in question; by default those of the products."""
    query: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_QUERY_CHARACTERS)] = ""
    """What the shopper looks for, in words."""
    constraints: list[Constraint] = Field(default_factory=list, max_length=MOST_CONSTRAINTS)
    """What is asked already: whether a shirt is had in 42 is asked of the red ones, if red was asked for."""


class AskedProduct(Titled):
    """A product that is asked about."""

    available: bool


class Stated(BaseModel):
    """What one product states of an attribute."""

    id: str
    values: list[Any]
    """Texts, numbers in the attribute's unit, or one boolean; empty if it states nothing."""
    verdict: bool | None = None
    """Whether what is asked is true of it; None if it does not say, or if nothing was asked that is true or not."""
    below: float | None = None
    """Of a number, the share of the products of its type that state a lower one, in [0, 1]."""
    above: float | None = None
    """The share of those that state a higher one."""


class SameModel(BaseModel):
    """Another value of the attribute in which a model is offered, and the products that have it."""

    of: str
    """The id of the product asked about."""
    value: Any
    ids: list[str]


class AskedAttribute(Defined):
    """An attribute that the question is about."""

    found_by: FoundBy
    score: float
    """How sure it is that the question is about it, in [0, 1]."""
    claim: Constraint | None = None
    """What the question asks for: "is it blue", "under 2 kg"."""
    towards: Literal["low", "high"] | None = None
    """The end that the question asks about: "is it light", or which serves the use."""
    wanted: list[Any] = Field(default_factory=list)
    """Values that serve the use best, of those that products of the type state."""
    why: str | None = None
    """Why they do, as buying knowledge has it."""
    products: list[Stated]
    """Of each product asked about, in their order."""
    others: list[Stated] = Field(default_factory=list)
    """Of the others that were shown."""
    models: list[SameModel] = Field(default_factory=list)
    """What else the products asked about come in."""
    common: list[FacetValue] = Field(default_factory=list)
    """The commonest values among all products of the type."""
    elsewhere: int | None = None
    """How many other products of the type, that can be bought, are what is claimed; None if nothing is."""


class Quote(BaseModel):
    """A sentence of a product's description that comes near to what is asked."""

    id: str
    text: str
    score: float


class AskResponse(BaseModel):
    """What answers the question; where nothing does, `attributes` is empty and `quote` null."""

    products: list[AskedProduct]
    """The products that the answer is about, in their order."""
    unknown: list[str]
    """Ids that the catalog has not (any more)."""
    picked: list[str]
    """Those of the products that words of the question told apart."""
    product: ProductDetail | None
    """All about the first of the products."""
    category: str | None
    """Their product type, if they have but one."""
    purpose: str | None
    """The use that the question speaks of, where `attributes` are those that matter for it."""
    says_more: bool
    """Whether the text has words that say more than which product is meant."""
    attributes: list[AskedAttribute]
    nearest: AskedAttribute | None
    """What comes nearest where nothing answers."""
    quote: Quote | None
