"""How a list or a question came to be chosen: what can be learned from later, and cannot be recovered then.

The recommender says it with each answer, the bot hands it on beside what it shows, and the gateway keeps it in the
log. Shoppers are not sent it.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

Arm = Literal["assistant", "holdout"]
"""Who ranks for a shopper: the assistant, or catalog statistics alone, so that the difference can be told."""


Role = Literal["current", "canary", "interleaved"]
"""As what a model serves: for all, on trial for a share of shoppers, or together with another in one list."""

Team = Literal["current", "rival"]
"""Whose pick a product of an interleaved list is."""


class Policy(BaseModel):
    """What chose. Propensities of one answer are under this policy, given everything that it knew."""

    model_version: str
    by: Literal["assistant", "agent"] = "assistant"
    """agent: a person chose, and the model only advised. Such a choice is no draw, and has no propensity."""
    arm: Arm = "assistant"
    role: Role = "current"
    """Of two interleaved ones, `model_version` is the current one's."""
    rival: str | None = None
    """The version of the other model of an interleaved list."""
    exploration: float = 0.0
    """The rate at which anything but the best is chosen, in [0, 1]."""
    explored: bool = False
    """Whether something else than the best was shown or asked."""
    swaps: list[tuple[int, int]] = Field(default_factory=list)
    """Of a first page: the pairs of places in the best order, from 0, of which chance may swap one, each as likely; at
    the rate of exploration one is."""
    further: list[str] = Field(default_factory=list)
    """With it, the ids that are next in the best order after those of the page, as far as swaps reach."""


class AttributeTrace(BaseModel):
    """What the live candidates said of a ranked attribute (`ranker.candidates.AttributeStatistics`)."""

    name: str
    coverage: float
    split: float
    narrowing: float


class CandidateQuestion(BaseModel):
    """A question that could have been asked."""

    attribute: str
    weight: float
    """How much the attribute matters, as ranked."""
    utility: float
    """As `ChosenQuestion.utility`."""
    propensity: float
    """The probability with which the policy asks it now; those of all candidates and of asking nothing sum to 1."""


class QuestionTrace(BaseModel):
    """How a question was chosen."""

    query_id: str = ""
    """Of the answer beside which it is asked; filled in by who asks, since answers are kept for others."""
    category: str
    """The product type that weighs most among the candidates; empty if the catalog has none."""
    purpose: str | None = None
    """The need of buying knowledge that the request speaks of; null for none."""
    policy: Policy
    propensity: float
    """With which this question was asked."""
    candidates: list[CandidateQuestion] = Field(default_factory=list)
    """The best of those that could be asked, this one among them, the likeliest first."""


class ListTrace(BaseModel):
    """How a list was ordered."""

    category: str
    """As in `QuestionTrace`."""
    purpose: str | None = None
    """As in `QuestionTrace`."""
    policy: Policy
    request: dict[str, Any] = Field(default_factory=dict)
    """What was asked of the recommender (`recommender.protocol.recommend.RecommendRequest`), less what is as it is by
    default, `unit` and `arm`: by it, what another model would have answered can be told."""
    propensity: float
    """Of the page as it is: of all its products together, each at its place."""
    propensities: list[float]
    """Of each shown product at its place, in the list's order: the sum over all orders that have it there, whatever the
    others have elsewhere."""
    best: list[str] = Field(default_factory=list)
    """The ids that the same places have without exploration; empty if these are the ones shown."""
    teams: list[Team | None] = Field(default_factory=list)
    """Of an interleaved list, whose pick each product is; empty if it is not interleaved."""
    attributes: list[AttributeTrace] = Field(default_factory=list)
    """In the order of the ranked attributes."""
