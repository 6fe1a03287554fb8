"""`POST /v1/understand`: a shopper's words, and what they say in the catalog's terms."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from data.catalog.constraints import Constraint, Name, Note, Preference
from recommender.protocol.recommend import QueryText


class UnderstandRequest(BaseModel):
    """`POST /v1/understand`: a shopper's words, with the conversation they fall into."""

    model_config = ConfigDict(extra="forbid")

    text: QueryText
    query: QueryText = ""
    """The current query, empty at the start."""
    asked: Name | None = None
    """The attribute that was asked last: "under 50" and "yes" are about it."""
    product_types: list[Name] = Field(default_factory=list, max_length=20)
    """The current product types: "bigger" means the screen of a monitor and the volume of a kettle."""


class UnderstandResponse(BaseModel):
    """What the words say, in the catalog's terms; its constraints may be sent to `/v1/recommend` as they are."""

    product_types: list[str]
    """Categories named, most specific first; any means that the words open a new search."""
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
