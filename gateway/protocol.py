"""What the gateway is asked and what it answers: the JSON bodies of the chat interface.

What a message says is `recommender.protocol.messages`, which the bot makes; here it gets its words, id, time and
sender. The widget's types are generated from these, so a change here is a change of the public contract.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from data.catalog.constraints import Name, Range, ScalarValue
from gateway.texts import WITHOUT_NULL
from recommender.protocol.messages import Comparison, Details, Notice, Products, Question, Text
from recommender.protocol.service import Asked

MOST_MESSAGE_CHARACTERS = 20_000
"""Beyond, the remedy named in the error is to shorten it. What is kept is not all read (`gateway.turns`)."""

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w.:-]+$")]


def _finite(value: Range | ScalarValue | None) -> Range | ScalarValue | None:
    numbers = (value.min, value.max) if isinstance(value, Range) else (value,)
    if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
        raise ValueError("must be a finite number")
    return value


def in_utc(at: datetime) -> datetime:
    """A time in UTC; one without a zone is. Raises ValueError for one that no calendar has there."""
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("must be a date of the years 1 to 9999 in UTC") from error


def _has_been(at: datetime) -> datetime:
    if at > datetime.now(UTC) + timedelta(days=1):  # a clock may be wrong
        raise ValueError("must not lie in the future")
    return at


_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]{2,}")
_PHONE = re.compile(r"\+?[\d\s()./-]+")


def _reachable(address: str) -> str:
    """An e-mail address, or a telephone number (7 to 15 digits: ITU-T E.164), in letters of the common width."""
    plain = unicodedata.normalize("NFKC", address)
    if _MAIL.fullmatch(plain) or (_PHONE.fullmatch(plain) and 7 <= sum(map(str.isdigit, plain)) <= 15):
        return plain
    raise ValueError("must be an e-mail address, as name@example.com, or a telephone number with its area code")


_SECRET = re.compile(r"[^/]*@[^/]*|(?=[^/]*\d)[A-Za-z0-9_=.~]{24,}")
"""A part of an address that is somebody's, or a token: longer than any word, and with digits in it."""


def _bare_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("must be the address of a page, beginning with https:// or http://")
    path = "/".join("…" if _SECRET.fullmatch(unquote(part)) else part for part in parts.path.split("/"))
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))


OfferedValue = Annotated[Range | ScalarValue | None, AfterValidator(_finite)]


class Consent(Asked):
    """What the shopper allowed. Without `analytics` nothing stored says who the shopper is."""

    analytics: bool = False


class SessionRequest(Asked):
    """`POST /v1/chat/sessions`."""

    site_key: Name
    shopper_id: Identifier | None = None
    locale: Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")] = "en"
    consent: Consent


class ConsentRequest(Asked):
    """`POST /v1/chat/consent`: what the shopper allows from now on.

    Withdrawn, nothing of the session is learned from or counted any more, and it is deleted when it is over. Given
    later, only what follows counts; `shopper_id` is stored then, if there is one.
    """

    analytics: bool
    shopper_id: Identifier | None = None


class ConsentResponse(BaseModel):
    """What holds now."""

    analytics: bool


class Choice(Asked):
    """A tapped answer to a question: an offered value, a range of one's own, several values of which any will do, or
    null for "no preference". Null takes back what the shopper wished of the attribute, whatever it was.
    """

    attribute: Name
    value: OfferedValue = None
    values: list[ScalarValue] = Field(default_factory=list, max_length=50, exclude_if=lambda values: not values)
    """Several, in place of `value`."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Choice:
        if self.value is not None and self.values:
            raise ValueError("give value or values, not both")
        if any(isinstance(value, float) and not math.isfinite(value) for value in self.values):
            raise ValueError("values must be finite numbers")
        return self


class Page(Asked):
    """`POST /v1/chat/page`: where in the shop the shopper is, for the agent who serves them. Of the address neither
    query nor fragment is kept, nor what looks like a secret; the shop's page may name the product that it shows."""

    url: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
        AfterValidator(_bare_address),
        WITHOUT_NULL,
        Field(json_schema_extra={"format": "uri", "pattern": "^\\s*[hH][tT][tT][pP][sS]?://"}),
    ]
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), WITHOUT_NULL] = ""
    product_id: Annotated[str, StringConstraints(min_length=1, max_length=500), WITHOUT_NULL] | None = None


Action = Literal["show_more", "restart", "human", "compare"]


class MessageRequest(Asked):
    """`POST /v1/chat/messages`: exactly one of `text`, `choice`, `action`.

    `client_id` makes a repeat harmless: the same id in the same session gets the first answer again.
    """

    text: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_MESSAGE_CHARACTERS),
            WITHOUT_NULL,
        ]
        | None
    ) = None
    choice: Choice | None = None
    action: Action | None = None
    client_id: Identifier | None = None
    page: Page | None = None
    """Where the shopper is."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> MessageRequest:
        if sum(part is not None for part in (self.text, self.choice, self.action)) != 1:
            raise ValueError("give exactly one of text, choice, action")
        return self


class Sent(BaseModel):
    """What every message has, whoever made it."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    at: datetime
    sender: Literal["bot", "agent", "shopper"] = Field(alias="from")
    agent: str | None = Field(None, exclude_if=lambda agent: agent is None)
    """Of an agent's message, and of the notice that one is there, their name."""
    viewed: str | None = Field(None, exclude_if=lambda viewed: viewed is None)
    """Of a shopper's message, the id of the product whose page they were on, if the shop's page named one."""
    client_id: str | None = Field(None, exclude_if=lambda client_id: client_id is None)
    """Of the shopper's messages in the history, the id that the page gave: by it a page knows those that it sent."""


class TextMessage(Text, Sent):
    """Plain words, and where they are from if they are quoted."""

    text: str


class ProductsMessage(Products, Sent):
    """Product cards in order, and the attributes that the order follows."""

    text: str | None = None


class QuestionMessage(Question, Sent):
    """The one question worth asking, with options to tap; free text is always possible too."""

    text: str


class ComparisonMessage(Comparison, Sent):
    """The attributes in which the products differ, row by row."""

    text: str | None = None


class ProductDetailMessage(Details, Sent):
    """Everything about one product."""

    text: str | None = None


Offer = Literal["again", "human"]


class NoticeMessage(Notice, Sent):
    """Something about the conversation itself: a person takes over, a part is down, a product goes into the cart."""

    text: str
    offers: list[Offer] | None = Field(None, exclude_if=lambda offers: offers is None)
    """What the page is to offer beside it: to send the same message again, with the same `client_id`; to ask for a
    person."""
    contact: bool | None = Field(None, exclude_if=lambda contact: contact is None)
    """Of a handoff while nobody is there, true: the shopper may leave an address (`POST /v1/chat/contact`); false: they
    did."""


_Answer = TextMessage | ProductsMessage | QuestionMessage | ComparisonMessage | ProductDetailMessage | NoticeMessage
Message = Annotated[_Answer, Field(discriminator="type")]


class ChoiceMessage(Sent):
    """What a shopper tapped, in the history of a session."""

    type: Literal["choice"] = "choice"
    choice: Choice


class ActionMessage(Sent):
    """A button that a shopper pressed, in the history of a session."""

    type: Literal["action"] = "action"
    action: Action


LoggedMessage = Annotated[_Answer | ChoiceMessage | ActionMessage, Field(discriminator="type")]


class Ready(BaseModel):
    """`GET /ready`: which parts are there. `database`: whether it takes writes; `actions`: null where the gateway does
    not know the action server's address; `unstable`: processes of this machine that stop again and again."""

    database: bool
    rasa: bool
    recommender: bool
    actions: bool | None = None
    unstable: list[str] = []


class HistoryResponse(BaseModel):
    """`GET /v1/chat/messages`: both sides of the conversation, in order."""

    messages: list[LoggedMessage]


class SessionResponse(BaseModel):
    """A session, and the token that every later call carries as `Authorization: Bearer`."""

    session_id: str
    token: str
    messages: list[Message]
    locale: str = "en"
    """In which the shopper is spoken to: what was asked for, or the first that the site offers."""
    consent: str | None = None
    """What the shopper is to be asked to agree to, where the page says nothing of it."""


class ContactRequest(Asked):
    """`POST /v1/chat/contact`: an e-mail address or a telephone number at which the shopper wants to be answered, while
    nobody is there. A later one takes the place of an earlier one."""

    address: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=5, max_length=254),
        AfterValidator(_reachable),
        WITHOUT_NULL,
    ]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), WITHOUT_NULL] = ""


class ContactResponse(BaseModel):
    """What the shopper is told, as it stands in the conversation from now on."""

    messages: list[Message]


class MessagesResponse(BaseModel):
    """What the assistant answered to one message, in order; may be empty while a person has the conversation."""

    messages: list[Message]


class PlacementRequest(Asked):
    """`POST /v1/chat/placement`: whether a page is to show the widget to a shopper, whom the shop names."""

    site_key: Name
    shopper_id: Identifier
    consent: Consent


class PlacementResponse(BaseModel):
    """Without consent, and where no share of the shoppers goes without it, the widget is shown."""

    widget: bool


class Outcome(Asked):
    """Something that a shopper bought. `outcome_id` makes a repeat harmless: an order's number, say."""

    outcome_id: Identifier
    type: Literal["purchase"] = "purchase"
    at: Annotated[datetime, AfterValidator(in_utc), AfterValidator(_has_been)]
    value: float | None = Field(None, ge=0, le=10_000_000, allow_inf_nan=False)
    """Of the whole purchase."""
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None


class OutcomesRequest(Asked):
    """`POST /v1/chat/outcomes`, from the shop's server or page: answered 202 only when all are stored."""

    site_key: Name
    shopper_id: Identifier
    consent: Consent
    outcomes: list[Outcome] = Field(min_length=1, max_length=100)


class OutcomesResponse(BaseModel):
    """How many were new, how many had been stored before, and how many are of a shopper who is in no group."""

    stored: int
    repeated: int
    unplaced: int
