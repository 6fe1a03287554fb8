"""`POST /v1/understand`: a shopper's words, and what they say in the catalog's terms."""

from __future__ import annotations

from pydantic import BaseModel, Field

from data.catalog.constraints import Constraint, Name, Note, Preference
from recommender.protocol.passages import PassageRequest, PassageResponse
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import MOST_CONSTRAINTS, FittingVariant, QueryText
from recommender.protocol.service import Asked


class Shown(Asked):
    """The products that a shopper has before them, of which the words may mean one."""

    ids: list[Name] = Field(default_factory=list, max_length=20)
    """Those that the words may tell apart: "the blue one", "the cheapest of them"."""
    comparative: bool = False
    """Whether a comparative picks one of them too ("the cheaper one"), and not a superlative alone."""
    focus: Name | None = None
    """The product that is meant where the words tell none apart."""
    constraints: list[Constraint] = Field(default_factory=list, max_length=MOST_CONSTRAINTS)
    """What is asked already: with what the words say, it tells which variant is meant."""


class UnderstandRequest(Asked):
    """`POST /v1/understand`: a shopper's words, with the conversation they fall into."""

    text: QueryText
    query: QueryText = ""
    """The current query, empty at the start."""
    asked: Name | None = None
    """The attribute that was asked last: "under 50" and "yes" are about it."""
    product_types: list[Name] = Field(default_factory=list, max_length=20)
    """The current product types: "bigger" means the screen of a monitor and the volume of a kettle."""
    shown: Shown | None = None
    implies: bool = False
    """Whether yes/no attributes that the words mean in others are looked for, by the language model."""
    pages: PassageRequest | None = None
    """What to ask the shop's pages besides, where the words may be about the shop."""


class UnderstandResponse(BaseModel):
    """What the words say, in the catalog's terms; its constraints may be sent to `/v1/recommend` as they are."""

    product_types: list[str]
    """Categories named, most specific first; any means that the words open a new search."""
    type_certainty: float = 1.0
    """How likely what is meant is of `product_types`, in [0, 1]."""
    constraints: list[Constraint]
    rest: str
    """The words that were linked to nothing and carry meaning, in their order."""
    preferences: list[Preference] = Field(default_factory=list)
    compatible_with: str | None = None
    """What the product must fit; its words stay in `rest`."""
    corrections: dict[str, str] = Field(default_factory=dict)
    """Misspelled words, and what they were read as."""
    notes: list[Note] = Field(default_factory=list)
    attributes: list[str] = Field(default_factory=list)
    """Attributes named, with a value or without: "forget the colour", "how heavy is it"."""
    about: list[str] = Field(default_factory=list)
    """Numbers among `attributes` that have no value here and only some of the products in question state: products that
    state them come first, without being asked for a value."""
    implied: list[Constraint] = Field(default_factory=list)
    """Soft constraints that the words mean without saying them, surest first."""
    picked: list[str] = Field(default_factory=list)
    """Ids of the products shown that fit what is said of them, where others do not."""
    product: ProductDetail | None = None
    """The first of `picked`, or else the focus, if it is offered still."""
    variant: FittingVariant | None = None
    """Of `product`, which variant is meant, or what those have in common that may be; null if it has none, if all that
    can be bought may be, or if none is as it is asked for."""
    passages: PassageResponse | None = None
