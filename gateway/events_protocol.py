"""What a page reports of what shoppers did (`POST /v1/chat/events`): the JSON bodies, each event judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    WrapValidator,
    field_validator,
)

from data.catalog.constraints import Name
from gateway.protocol import Identifier, OfferedValue, in_utc
from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

EventType = Literal[
    "impression",
    "product_click",
    "compare",
    "add_to_cart",
    "remove_from_cart",
    "purchase",
    "return",
    "option_pick",
    "option_skip",
    "thumbs_up",
    "thumbs_down",
    "thumbs_reason",
    "csat",
]
"""The first seven are about a product (`data.conversations.events.ABOUT_PRODUCTS`). `thumbs_reason` says why after a
thumb, where the page asks only then."""

Comment = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    WITHOUT_NULL,
]
ThumbReason = Literal["misunderstood", "wrong_products", "too_expensive", "not_enough_information", "helpful", "other"]


class Event(Asked):
    """Something the shopper did with a message. `event_id` makes a repeat harmless.

    One about a product names it, which of its variants it is if the page knows, and the message that showed it
    likewise; `price` is of one piece. `reason` goes with a thumb, `comment` with a csat, with a score or without.
    """

    event_id: Identifier
    type: EventType
    at: Annotated[datetime, AfterValidator(in_utc)]
    message_id: Identifier | None = None
    product_id: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    variant_id: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """As the catalog has it (`GET /v1/products/{id}`); what is learned of it, is learned of its product."""
    position: int | None = Field(None, ge=0, le=10_000)
    attribute: Name | None = None
    value: OfferedValue = None
    score: int | None = Field(None, ge=1, le=5)
    quantity: int | None = Field(None, ge=1, le=100_000)
    price: float | None = Field(None, ge=0, allow_inf_nan=False)
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None
    reason: ThumbReason | None = None
    comment: Comment | None = None
    """With a csat, in the shopper's words; stored masked."""

    @field_validator("comment")
    @classmethod
    def _goes_with_csat(cls, comment: str | None, read: ValidationInfo) -> str | None:
        if comment is not None and read.data.get("type") != "csat":
            raise ValueError("goes with a csat alone; leave it out, or say it as a message")
        return comment


@dataclass(frozen=True, slots=True)
class BadEvent:
    """What came in the place of an event and is none."""

    came: Any
    errors: list[Any]
    """As pydantic lists them."""


def _judged(came: Any, read: Any) -> Event | BadEvent:
    try:
        event: Event = read(came)
    except ValidationError as error:
        return BadEvent(came, list(error.errors()))
    return event


class EventsRequest(Asked):
    """`POST /v1/chat/events`: answered 202 only when all are stored.

    Each event is judged by itself. A 422 names those that are refused, by their places in the list, with the reason of
    each: not an event at all, or one about a message that is not of the session. The others are stored all the same;
    those that are refused will be refused again. Repeats are harmless.
    """

    events: list[Annotated[Event, WrapValidator(_judged)]] = Field(min_length=1, max_length=500)

    def good(self) -> list[Event]:
        """Those that are events."""
        return [event for event in self.events if isinstance(event, Event)]

    def bad(self) -> dict[int, BadEvent]:
        """Those that are not, by their places."""
        places: dict[int, object] = dict(enumerate(self.events))
        return {place: event for place, event in places.items() if isinstance(event, BadEvent)}


class EventsResponse(BaseModel):
    """How many were new, how many had been stored before, and how many cannot be true (a product that was not shown, a
    date before the session): these are kept apart, and sending them again changes nothing."""

    stored: int
    repeated: int
    kept_apart: int = 0
