"""`POST /v1/recommend`: what is asked, and products and attributes in order."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from data.catalog.constraints import Constraint, Name, Preference, Range, ScalarValue
from recommender.protocol.products import HighestPrice, ListPrice, Offer, OpenedLink, ProductOption, Titled
from recommender.protocol.service import Asked
from recommender.protocol.traces import Arm, ListTrace, QuestionTrace

MOST_QUERY_CHARACTERS = 1000
MOST_CONSTRAINTS = 100
MOST_UNIT_CHARACTERS = 100
USE = "what-for"
"""The attribute of the question what a product is to be for; no catalog's, since their names have no hyphens."""
QueryText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_QUERY_CHARACTERS)]


class RecommendRequest(Asked):
    """`POST /v1/recommend`."""

    query: QueryText = ""
    constraints: list[Constraint] = Field(default_factory=list, max_length=MOST_CONSTRAINTS)
    declined: list[Name] = Field(default_factory=list, max_length=1000)
    """Attributes asked already, to which the shopper does not mind."""
    preferences: list[Preference] = Field(default_factory=list, max_length=20)
    order: list[Name] = Field(default_factory=list, max_length=MOST_CONSTRAINTS)
    """Attributes in the order in which they are to count, for who tries what another one would show: their weights are
    handed out among them anew, the greatest to the first. Those that are not ranked are passed over."""
    group: bool = False
    """Whether products that differ in nothing but colour, size and the like are one card with variants."""
    limit: int = Field(5, ge=1, le=100)
    """From 50 on, the list goes on behind the `total` products that answer the query, with what is less near."""
    offset: int = Field(0, ge=0, le=10_000)
    """How many products of the order to leave out first ("show more")."""
    explain: bool = False
    asks_use: bool = False
    """Whether the client can ask what the product is for: it takes the answer into the words of `query`, and says at
    its next request that it asked, by naming `USE` in `declined` or by this being false."""
    unit: Annotated[str, StringConstraints(max_length=MOST_UNIT_CHARACTERS)] = ""
    """For whom, as whatever stays the same for one shopper: what is drawn by chance is drawn by it, so that it stays
    too. Empty: nothing is left to chance."""
    arm: Arm = "assistant"
    """Whose list and question the shopper is to get."""
    otherwise: RecommendRequest | None = None
    """What to answer instead, for the same shopper, if nothing fits: the same words may be about something else
    altogether."""


class FacetValue(BaseModel):
    """An answer that the shopper can tap, and how many candidates have it."""

    value: ScalarValue | Range
    label: str
    count: int


class Bounds(BaseModel):
    """The numbers that the candidates have of an attribute, in its unit, for who asks for a range of them."""

    min: float
    max: float
    step: float
    """By how much to go from one to the next: a round number, no finer than the candidates' own."""


class Explanation(BaseModel):
    """What made up a weight, and one sentence for a shopper or an agent."""

    parts: dict[str, float]
    """What was summed before the softmax, by name: language model, adapter, the shop's rules."""
    words: dict[str, float] = Field(default_factory=dict)
    """How far each word of the query moved the attribute against the others, where a trained model ranks."""
    statistics: dict[str, float] = Field(default_factory=dict)
    """What the live candidates say about the attribute."""
    rules: list[str] = Field(default_factory=list)
    """The shop's rules that moved it, in words."""
    sentence: str


class RankedAttribute(BaseModel):
    """An attribute of the live candidates; `weight` is its share of relevance (all weights sum to 1)."""

    name: str
    label: str
    weight: float
    kind: Literal["categorical", "numeric", "boolean"]
    unit: str | None = None
    values: list[FacetValue]
    bounds: Bounds | None = Field(None, exclude_if=lambda bounds: bounds is None)
    """Of a number with `values` that are ranges."""
    explanation: Explanation | None = None


class Variant(Titled):
    """A near-duplicate of the product on a card, with what it states otherwise."""

    price: float | None = None
    available: bool = True
    differs: dict[str, Any]


class Relaxation(BaseModel):
    """What to give up for `total` products: `constraint` altogether, or only as far as `relaxed` if that is given."""

    constraint: Constraint
    relaxed: Constraint | None = None
    total: int


class Leaning(BaseModel):
    """A soft preference that follows from the request, and orders products; to revoke it, decline its attribute."""

    attribute: str
    label: str
    towards: Literal["low", "high"] | bool | list[str]
    """Which end of a number, yes or no, or the values that serve best, the best first."""
    weight: float
    """Of the attribute, for this shopper."""
    why: str | None = None
    """As buying knowledge has it; null where it says nothing of it."""


class NeedRead(BaseModel):
    """What the request was taken to need, beyond what it states."""

    purpose: str | None = None
    """The need of buying knowledge that it speaks of ("working on the move"); null for none."""
    strength: float = 0.0
    """How much the request says, in [0, 1]; at 0, relevance alone orders."""
    leanings: list[Leaning] = Field(default_factory=list)
    """What is in force, the strongest first."""
    unstated: list[str] = Field(default_factory=list)
    """What decides for the purpose and no attribute of the catalog states, as it is usually called."""


class Reason(BaseModel):
    """What of a product serves the need."""

    attribute: str
    label: str
    text: str
    """What the product has, in a shopper's words: "80 g", "Wireless", "Silent clicks"."""
    affinity: float
    """How well it serves, in (0, 1]."""
    why: str | None = None
    """As buying knowledge has it; null where it says nothing of it."""


class FittingVariant(BaseModel):
    """The form of a product that fits what was asked, or what those that fit have in common: the card shows it in place
    of what the product has in general."""

    id: str | None = None
    """Null where several fit, and a shopper still has to choose."""
    options: dict[str, Any]
    """What all that fit have for an option, by attribute name."""
    text: str
    """The same as people read it: "Red, Size: 42"; empty where they have nothing in common."""
    price: float | None = None
    """The lowest of those that fit."""
    highest_price: HighestPrice = None
    list_price: ListPrice = None
    available: bool = True
    image_url: OpenedLink = None
    url: OpenedLink = None


class RankedProduct(Offer, Titled):
    """A product card, with the constraints it fulfils (`matched`) and contradicts (`missed`), by attribute. Of a
    product with variants, by the one that fits best."""

    score: float
    attributes: dict[str, Any]
    """What the product states among the most relevant attributes; the rest is at `/v1/products/{id}`."""
    matched: list[str] = Field(default_factory=list)
    missed: list[str] = Field(default_factory=list)
    fits: list[Reason] = Field(default_factory=list)
    """What of it serves the need best, the strongest first."""
    variants: list[Variant] = Field(default_factory=list)
    """Near-duplicates, which the catalog has as products of their own."""
    variant: FittingVariant | None = Field(None, exclude_if=lambda variant: variant is None)
    """Given where not all of its own forms fit."""
    options: list[ProductOption] = Field(default_factory=list, exclude_if=lambda options: not options)
    """What its own forms differ in, of each at most 24 values; all of them are at `/v1/products/{id}`."""


class ChosenQuestion(BaseModel):
    """What to ask next."""

    attribute: str
    """One of `attributes`, with values to tap; or `USE`, with `uses`, for a request with `asks_use`."""
    utility: float
    """What its answer is expected to be worth: how much the attribute matters, times the chance that the shopper can
    answer, times how the answer splits what is left. Compares questions of one response only."""


class RecommendResponse(BaseModel):
    """Products in order, attributes in order, and what to ask next."""

    query_id: str
    model_version: str
    catalog_version: str
    total: int
    decision: Literal["ask", "show"]
    """Follows from `question`."""
    question: ChosenQuestion | None
    uses: list[FacetValue] = Field(default_factory=list)
    """The answers to the question about `USE`: `value` completes "for", `count` is how many products fit it."""
    attributes: list[RankedAttribute]
    products: list[RankedProduct]
    need: NeedRead = Field(default_factory=NeedRead)
    relaxable: list[Constraint] = Field(default_factory=list)
    """If nothing was found: the constraints without any one of which there would be products."""
    relaxations: list[Relaxation] = Field(default_factory=list)
    """The same with what remains of them, the smallest change first."""
    corrected_query: str | None = None
    """The query as it was read, if words of it were misspelled."""
    unknown_attributes: list[str] = Field(default_factory=list)
    """Attributes named in `constraints`, `preferences`, `declined`, `order` that the catalog does not have; ignored."""
    trace: ListTrace | None = None
    question_trace: QuestionTrace | None = None
    """Of `question`; null without one."""
    is_otherwise: bool = False
    """Whether `otherwise` of the request is what was answered."""
    latency_ms: dict[str, float]
