"""What the console asks to try and to send besides words, and what it is answered: the JSON bodies of
`gateway.console.compose`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, model_validator

from data.catalog.constraints import Constraint, Name
from gateway.console.protocol import ClientId, Text, Wish
from gateway.protocol import OfferedValue
from recommender.protocol.recommend import MOST_CONSTRAINTS, FacetValue, QueryText, RankedAttribute, RankedProduct
from recommender.protocol.service import Asked

MOST_SENT = 10
"""Products of a list that an agent sends: more, nobody looks at."""
MOST_OPTIONS = 8
"""As many as the assistant offers."""


def _once(ids: list[str]) -> list[str]:
    if len(set(ids)) < len(ids):
        raise ValueError("name each product once")
    return ids


def _offered(options: list[OfferedValue] | None) -> list[OfferedValue] | None:
    if options is None:
        return None
    if any(option is None for option in options):
        raise ValueError("an option is a value; that there may be no preference is said by may_skip")
    if len(set(options)) < len(options):
        raise ValueError("name each option once")
    return options


class WhatIf(Asked):
    """`POST …/what-if`: what would be shown if something were otherwise. What is left out stays as it was for the list
    that was shown last."""

    query: QueryText | None = None
    wishes: list[Constraint] | None = Field(None, max_length=MOST_CONSTRAINTS)
    """All that are to hold: those of the opened conversation, less what is tried without, and what is tried besides."""
    order: list[Name] | None = Field(None, max_length=MOST_CONSTRAINTS)
    """Attributes by how much they are to count: their weights change places."""
    limit: int = Field(8, ge=1, le=MOST_SENT)


class TriedAttribute(RankedAttribute):
    """A ranked attribute, with its values to wish for."""

    before: int | None
    """Its place as things are, from 0; null where it was not ranked."""


class TriedProduct(BaseModel):
    """A product of one of the two lists or both, with its places from 0."""

    product: RankedProduct
    place: int | None
    """Null: it is not on the new list."""
    before: int | None
    """In the list as things are; null: it was not on it."""
    seen: bool
    """Whether it is on the list that the shopper was shown last."""


class TriedQuestion(BaseModel):
    """What would be asked next."""

    attribute: str
    label: str
    unit: str | None = None
    options: list[FacetValue]


class WayOut(BaseModel):
    """Where nothing meets all wishes, what to give up for `total` products."""

    text: str
    """The wish to give up or, where a part of it is enough, what remains of it."""
    wishes: list[Constraint]
    """What to try then."""
    total: int


class WhatIfAnswer(BaseModel):
    """What would be shown, beside what is as things are. Nothing is stored, and nothing was sent."""

    query: str
    wishes: list[Wish]
    attributes: list[TriedAttribute]
    """The weightiest first."""
    products: list[TriedProduct]
    """The new list in its order."""
    gone: list[TriedProduct]
    """Those that are not on it any more."""
    total: int
    total_before: int | None
    """Null where no list was shown yet."""
    question: TriedQuestion | None
    ways_out: list[WayOut]
    model_version: str
    catalog_version: str


class SentBy(Asked):
    """What everything that is sent has. `client_id` makes a repeat harmless."""

    text: Text | None = None
    """Words before what is shown."""
    client_id: ClientId


class ProductsRequest(SentBy):
    """`POST …/products`: products to the shopper, those named in their order, or else what `what_if` finds."""

    ids: Annotated[list[Name], AfterValidator(_once)] | None = Field(None, min_length=1, max_length=MOST_SENT)
    what_if: WhatIf | None = None
    """What the agent tried: the list is shown with its wishes."""

    @model_validator(mode="after")
    def _says_which(self) -> ProductsRequest:
        if self.ids is None and self.what_if is None:
            raise ValueError("give ids, what_if or both")
        return self


class QuestionRequest(SentBy):
    """`POST …/question`: asks the shopper for an attribute, with options to tap. `text`: the question in words."""

    attribute: Name
    options: Annotated[list[OfferedValue] | None, AfterValidator(_offered)] = Field(
        None, min_length=1, max_length=MOST_OPTIONS
    )
    """Null: those that the products in question have."""
    may_skip: bool = True
    what_if: WhatIf | None = None
    """What the agent tried: options are of the products that it leaves."""


class ComparisonRequest(SentBy):
    """`POST …/comparison`: two to four products side by side."""

    ids: Annotated[list[Name], AfterValidator(_once)] = Field(min_length=2, max_length=4)
    what_if: WhatIf | None = None
    """What the agent tried: what differs is ordered by it."""
