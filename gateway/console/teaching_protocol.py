"""What the console asks and is answered of verdicts: the bodies of `/v1/agent/…/verdicts` and `/v1/agent/labelling`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from gateway.console.fields import At
from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

VerdictKind = Literal["acts", "attributes", "product", "reply", "flag"]
VerdictReason = Literal[
    "misunderstood", "wish_ignored", "wrong_type", "too_expensive", "wrong_fact", "unhelpful", "tone", "other"
]
_DAY_MS = 86_400_000
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), WITHOUT_NULL]


class ActSaid(Asked):
    """An act of a message, and the words that do it; the whole message where there are none."""

    act: Name
    text: Annotated[str, StringConstraints(max_length=5000), WITHOUT_NULL] = ""


class VerdictRequest(Asked):
    """`POST /v1/agent/conversations/{id}/verdicts`. By kind: `acts` in the order of the message; `order` of attributes
    beside a list, the weightiest first; `product_id` and `right` of a product of a list; `right` of a reply of the
    assistant; `flag`. Without `message_id` it is about the last message that such a verdict can be about."""

    kind: VerdictKind
    message_id: Name | None = None
    acts: Annotated[list[ActSaid], Field(max_length=10)] | None = None
    order: Annotated[list[Name], Field(max_length=200)] | None = None
    product_id: Name | None = None
    right: bool | None = None
    flag: Literal["skip", "look"] | None = None
    displayed_ms: Annotated[int, Field(ge=0, le=_DAY_MS)] | None = None
    """How long what is judged was in view before."""
    reason: VerdictReason | None = None
    comment: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
            WITHOUT_NULL,
        ]
        | None
    ) = None
    """In the agent's words; stored masked."""


class Became(BaseModel):
    """A model that learned from a verdict.

    `before` and `after`: how far the model that was in use then, and this one, say what the verdict says; of acts the
    probability of the first, in [0, 1]; else in [-1, 1]. The places (from 1) are those of the attribute named first, or
    of the product; null where it is not among the first.
    """

    version: str
    learner: Literal["ranking", "acts"]
    outcome: Literal["used", "tried", "kept"]
    """It was put in use, is tried by some shoppers, or was kept and not used."""
    at: At
    before: float | None = None
    after: float | None = None
    name: str | None = None
    place_before: int | None = None
    place_after: int | None = None


class Verdict(BaseModel):
    """What somebody said of a conversation or of a message of it."""

    id: str
    conversation_id: str
    message_id: str | None = None
    kind: VerdictKind
    acts: list[ActSaid] | None = None
    order: list[str] | None = None
    product_id: str | None = None
    right: bool | None = None
    flag: Literal["skip", "look"] | None = None
    displayed_ms: int | None = None
    reason: str | None = None
    comment: str | None = None
    distance: float | None = None
    """How far it is from what the assistant took for right, in [0, 1]; null where nothing can be compared."""
    agent: str
    """Their name, by which they sign in; or who judged with `floorwalker labels`."""
    is_mine: bool
    at: At
    about: str = ""
    """What it is about, in words."""
    became: list[Became] = Field(default_factory=list)
    """The earliest first. Where it is told (`GET /v1/agent/verdicts`)."""


class Verdicts(BaseModel):
    """`GET …/{id}/verdicts`, everybody's, and `GET /v1/agent/verdicts`, the latest first."""

    verdicts: list[Verdict]
    more: bool = False
    """Read on: `before` the last one's `at`."""


class Why(BaseModel):
    """A reason why something is to be judged: a code, and what fills the gaps of its words."""

    code: str
    gaps: dict[str, Any] = Field(default_factory=dict)


class ToJudge(BaseModel):
    """Something that is to be judged."""

    conversation_id: str
    message_id: str
    kind: Literal["acts", "attributes", "product"]
    product_id: str | None = None
    about: str
    reasons: list[Why]


class Labelling(BaseModel):
    """`GET /v1/agent/labelling`: what the agent has neither judged nor skipped, what teaches most first."""

    items: list[ToJudge]
    left: int
    """How many there are."""
    picked_at: At | None = None
    """When it was picked; null if nothing was yet."""
    acts: list[str]
    """The names that acts have."""
