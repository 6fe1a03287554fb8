"""What the recommender is asked and what it answers: the JSON bodies of its HTTP interface.

Shared with its callers (bot, gateway, command line), so it imports nothing of the service.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MOST_QUERY_CHARACTERS = 1000
MOST_CONSTRAINTS = 100

Op = Literal["eq", "neq", "in", "lt", "lte", "gt", "gte", "between"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
QueryText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_QUERY_CHARACTERS)]


class Range(BaseModel):
    """A closed interval of a numeric attribute, in its unit; an end that is None is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _has_an_order(self) -> Range:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not be greater than max")
        return self


ScalarValue = bool | float | Annotated[str, StringConstraints(max_length=1000)]
ConstraintValue = Range | list[ScalarValue] | ScalarValue
"""`in` takes a list, `between` a Range; the other operators a scalar, and `eq`/`neq` a Range too."""


class Constraint(BaseModel):
    """A wish about one attribute. Products that contradict it come last, or not at all."""

    model_config = ConfigDict(extra="forbid")

    attribute: Name
    op: Op = "eq"
    value: ConstraintValue

    @model_validator(mode="after")
    def _value_fits_op(self) -> Constraint:
        is_number = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        if self.op == "in" and not isinstance(self.value, list):
            raise ValueError("value must be a list for op 'in'")
        if self.op == "between" and not isinstance(self.value, Range):
            raise ValueError("value must be {min, max} for op 'between'")
        if self.op in ("lt", "lte", "gt", "gte") and not is_number:
            raise ValueError(f"value must be a number for op {self.op!r}")
        return self


class Preference(BaseModel):
    """More or less of a numeric attribute. `sorts`: the order follows it alone ("cheapest"); else it leans that way."""

    model_config = ConfigDict(extra="forbid")

    attribute: Name
    direction: Literal["low", "high"]
    sorts: bool = False


class RecommendRequest(BaseModel):
    """`POST /v1/recommend`."""

    model_config = ConfigDict(extra="forbid")

    query: QueryText = ""
    constraints: list[Constraint] = Field(default_factory=list, max_length=MOST_CONSTRAINTS)
    declined: list[Name] = Field(default_factory=list, max_length=1000)
    """Attributes asked already, to which the shopper does not mind."""
    preferences: list[Preference] = Field(default_factory=list, max_length=20)
    group: bool = False
    """Whether products that differ in nothing but colour, size and the like are one card with variants."""
    limit: int = Field(5, ge=1, le=100)
    """From 50 on, the list goes on behind the `total` products that answer the query, with what is less near."""
    offset: int = Field(0, ge=0, le=10_000)
    """How many products of the order to leave out first ("show more")."""
    explain: bool = False


class FacetValue(BaseModel):
    """An answer that the shopper can tap, and how many candidates have it."""

    value: ScalarValue | Range
    label: str
    count: int


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
    explanation: Explanation | None = None


class Variant(BaseModel):
    """A near-duplicate of the product on a card, with what it states otherwise."""

    id: str
    title: str
    price: float | None = None
    available: bool = True
    differs: dict[str, Any]


class Relaxation(BaseModel):
    """What to give up for `total` products: `constraint` altogether, or only as far as `relaxed` if that is given."""

    constraint: Constraint
    relaxed: Constraint | None = None
    total: int


class RankedProduct(BaseModel):
    """A product card, with the constraints it fulfils (`matched`) and contradicts (`missed`), by attribute."""

    id: str
    title: str
    brand: str | None = None
    category: str | None = None
    price: float | None = None
    currency: str | None = None
    image_url: str | None = None
    url: str | None = None
    available: bool = True
    score: float
    attributes: dict[str, Any]
    """What the product states among the most relevant attributes; the rest is at `/v1/products/{id}`."""
    matched: list[str] = Field(default_factory=list)
    missed: list[str] = Field(default_factory=list)
    variants: list[Variant] = Field(default_factory=list)


class RecommendResponse(BaseModel):
    """Products in order, attributes in order, and whether asking the first open attribute still pays."""

    query_id: str
    model_version: str
    catalog_version: str
    total: int
    decision: Literal["ask", "show"]
    attributes: list[RankedAttribute]
    products: list[RankedProduct]
    relaxable: list[Constraint] = Field(default_factory=list)
    """If nothing was found: the constraints without any one of which there would be products."""
    relaxations: list[Relaxation] = Field(default_factory=list)
    """The same with what remains to be wished for, the smallest change first."""
    corrected_query: str | None = None
    """The query as it was read, if words of it were misspelled."""
    unknown_attributes: list[str] = Field(default_factory=list)
    """Attributes named in `constraints`, `preferences` or `declined` that the catalog does not have; ignored."""
    latency_ms: dict[str, float]


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


class LinkedConstraint(Constraint):
    """A constraint with the words that it was read from."""

    text: str


class LinkedPreference(Preference):
    """A preference with the words that it was read from."""

    text: str
    compares: bool = False
    """Whether the words measure it against something seen before: "cheaper", "more memory"."""


class Note(BaseModel):
    """Words that could not be taken as they are, and what was done with them."""

    text: str
    reason: str


class UnderstandResponse(BaseModel):
    """What the words say, in the catalog's terms."""

    product_types: list[str]
    """Categories named, most specific first; any means that the words open a new search."""
    constraints: list[LinkedConstraint]
    rest: str
    """The words that were linked to nothing and carry meaning, in their order."""
    preferences: list[LinkedPreference] = Field(default_factory=list)
    compatible_with: str | None = None
    """What the product must fit; its words stay in `rest`."""
    corrections: dict[str, str] = Field(default_factory=dict)
    """Misspelled words, and what they were read as."""
    notes: list[Note] = Field(default_factory=list)
    attributes: list[str] = Field(default_factory=list)
    """Attributes named, with a value or without: "forget the colour", "how heavy is it"."""


class ProductDetail(BaseModel):
    """`GET /v1/products/{id}`: everything about one product; `attributes` holds brand, category, price too."""

    id: str
    title: str
    description: str
    brand: str | None = None
    category: str | None = None
    price: float | None = None
    currency: str | None = None
    image_url: str | None = None
    url: str | None = None
    available: bool = True
    attributes: dict[str, Any]
    labels: dict[str, str]
    """The readable label of each attribute in `attributes`."""
    units: dict[str, str]
    """The unit of each numeric attribute in `attributes` that has one."""


class AttributeSummary(BaseModel):
    """One row of `GET /v1/attributes`: how many products (of the category asked for) state it."""

    name: str
    label: str
    kind: Literal["categorical", "numeric", "boolean"]
    unit: str | None = None
    products: int


class Readiness(BaseModel):
    """`GET /ready`: what is loaded; 503 with `ready: false` and the reason until then."""

    ready: bool
    catalog_version: str | None = None
    products: int = 0
    model_version: str | None = None
    reason: str | None = None


class ErrorDetail(BaseModel):
    """One thing wrong with a request: the field's path and the reason."""

    field: str
    reason: str


class ErrorBody(BaseModel):
    """Every answer of status 400 and above. `error` is a code that a program can switch on."""

    error: str
    message: str
    detail: list[ErrorDetail] = Field(default_factory=list)
