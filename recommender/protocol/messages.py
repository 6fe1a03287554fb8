"""What a shopper is shown besides words: products, a question, a comparison, all of what the recommender answered.

The bot makes them and the gateway passes them on (`gateway.protocol` adds the words, the id, the time and who speaks).
Neither imports the other, and the recommender's bodies are what they are made of, so they have their place here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from data.catalog.constraints import Constraint
from data.catalog.links import opened
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import Bounds, FacetValue, Leaning, RankedProduct
from recommender.protocol.traces import ListTrace, QuestionTrace

HandoffReason = Literal["asked", "anger", "misses", "outage"]


class ActTaken(BaseModel):
    """What a message, or one part of it after the other, was taken to do."""

    act: str
    confidence: float
    """Probability, in [0, 1]."""


class UnmetWish(BaseModel):
    """What was asked for and no product meets: for the log alone."""

    query: str = ""
    """The words, less what they state."""
    category: str = ""
    """The product type that was meant; empty if none was."""
    constraints: list[Constraint] = Field(default_factory=list)


class Source(BaseModel):
    """Where an answer stands: a page of the shop."""

    title: str
    url: Annotated[str, AfterValidator(lambda address: opened(address) or "")] = ""


class Text(BaseModel):
    """Plain words, and where they are from if they are quoted."""

    type: Literal["text"] = "text"
    sources: list[Source] = Field(default_factory=list)


class ShownAttribute(BaseModel):
    """An attribute that shaped the order of a shown list, with its weight."""

    name: str
    label: str
    weight: float
    unit: str | None = None


class WishTaken(BaseModel):
    """What was understood of the shopper and is in force: a constraint, or that more or less of a number is wanted. A
    choice of no value for its attribute takes it away."""

    attribute: str
    label: str
    unit: str | None = None
    constraint: Constraint | None = None
    towards: Literal["low", "high"] | None = None
    """Where there is no constraint: which end is wanted."""


class Products(BaseModel):
    """Product cards in order, and the attributes that the order follows."""

    type: Literal["products"] = "products"
    products: list[RankedProduct]
    total: int
    offset: int = 0
    query: str = ""
    constraints: list[Constraint] = Field(default_factory=list)
    wishes: list[WishTaken] = Field(default_factory=list)
    """What the shopper asked for, in the order in which it was said."""
    attributes: list[ShownAttribute] = Field(default_factory=list)
    leanings: list[Leaning] = Field(default_factory=list)
    """What the need leans on; a choice of no value for its attribute revokes one."""
    query_id: str
    model_version: str
    catalog_version: str


class TracedProducts(Products):
    """The same as the bot says it, with what only the log keeps."""

    trace: ListTrace | None = None


class Question(BaseModel):
    """The one question worth asking, with options to tap; free text is always possible too."""

    type: Literal["question"] = "question"
    attribute: str
    label: str
    unit: str | None = None
    options: list[FacetValue]
    bounds: Bounds | None = Field(None, exclude_if=lambda bounds: bounds is None)
    """Of a number whose options are ranges: between which any other range may be chosen."""
    several: bool = False
    """Whether more than one of the options may be chosen at once: any of them will do."""
    may_skip: bool = True


class TracedQuestion(Question):
    """The same as the bot says it, with what only the log keeps."""

    trace: QuestionTrace | None = None


class ComparedRow(BaseModel):
    """An attribute with the value of each compared product, in their order; null where one does not state it."""

    attribute: str
    label: str
    unit: str | None = None
    values: list[Any]


class Comparison(BaseModel):
    """The attributes in which the products differ, row by row."""

    type: Literal["comparison"] = "comparison"
    products: list[RankedProduct]
    rows: list[ComparedRow]


class Details(BaseModel):
    """Everything about one product."""

    type: Literal["product_detail"] = "product_detail"
    product: ProductDetail


class Notice(BaseModel):
    """Something about the conversation itself: a person takes over, a part is down, a product goes into the cart."""

    type: Literal["notice"] = "notice"
    kind: Literal["handoff", "error", "info", "add_to_cart"]
    summary: str | None = None
    """For the person who takes over: what the conversation was about."""
    reason: HandoffReason | None = None
    """Of a handoff, why a person is wanted: the shopper asked, was angry, was not understood, or asked while a part was
    down. Of an error, `outage`: there is no answer yet, since a part is down."""
    product: RankedProduct | None = None
    """What goes into the cart: the page is to put it there."""
