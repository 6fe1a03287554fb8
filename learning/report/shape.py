"""What a report holds, as `report.json` has it (docs/report.md); times are UTC without a zone, shares are in [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from learning.drift import Drift
from learning.lift import Comparison, Lift

VERSION = 1
"""Of the JSON; a field that is taken away or means something else makes it the next."""
FEWEST = 5
"""Shoppers who must share a product type, a wish or words before these are shown, and of whom a figure must be: fewer
could be told apart (k-anonymity; Sweeney 2002)."""
LEAST = 20
"""Observations below which no share and no mean is given."""

By = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or a mean, with the 95 % interval and what it was counted from."""

    key: str
    label: str
    kind: Literal["share", "mean"]
    better: Literal["more", "less", "neither"]
    count: int
    """Of what it is a share or a mean; 0 of nothing."""
    total: float | None = None
    """The hits of a share, the sum of a mean; None where it is of fewer than LEAST, or of fewer shoppers than
    FEWEST."""
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many conversations came so far."""

    key: str
    label: str
    conversations: int
    of_all: Figure
    of_previous: Figure | None
    late: int = 0
    """Of a purchase, those that came after a day or in another conversation."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week or a month."""

    start: datetime
    end: datetime
    label: str
    is_whole: bool
    """Whether all of it lies in what was read."""
    is_settled: bool
    """Whether purchases that count for it cannot come any more."""
    conversations: int
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Named:
    """Something counted, by a name for people."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """What was asked of a product type, and how shoppers took it."""

    category: str
    attribute: str
    label: str
    asked: int
    declined: Figure
    """Of those that were answered at all."""
    answered: Figure
    """Picked or said."""


@dataclass(frozen=True, slots=True)
class ProductType:
    """Conversations about a product type."""

    category: str
    conversations: int
    shoppers: int
    figures: Sequence[Figure]
    attributes: Sequence[Named]
    """The attributes that its shoppers asked for most, as shares of its conversations."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something asked for that no product met."""

    category: str
    wish: str
    conversations: int
    shoppers: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words for which nothing at all was found."""

    words: str
    shoppers: int


@dataclass(frozen=True, slots=True)
class Exploration:
    """What it cost to show another order, or to ask another question, than the best, where that is done by chance."""

    lists: int
    explored: int
    clicked_best: Figure
    clicked_explored: Figure
    clicks_lost: float | None
    """Of all explored lists: the difference of both shares, times how many they are; None while that is not certain."""
    questions: int
    questions_explored: int
    declined_best: Figure
    declined_explored: Figure


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing, and what to do about it."""

    kind: Literal["change", "advice", "note"]
    tone: Literal["good", "bad", "neutral"]
    text: str
    do: str = ""
    """Empty where there is nothing to do."""
    about: str = ""
    """The key of the figure."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything, the most important first."""

    version: int
    made_at: datetime
    since: datetime | None
    until: datetime
    by: By
    conversations: int
    shoppers: int
    findings: Sequence[Finding]
    figures: Sequence[Figure]
    funnel: Sequence[Step]
    periods: Sequence[Period]
    types: Sequence[ProductType]
    other_types: int
    """Conversations about product types that too few asked for, or about none."""
    answers: Sequence[Named]
    """How questions were answered, as shares of those asked."""
    questions: Sequence[QuestionAsked]
    misunderstandings: Sequence[Named]
    """By kind, as shares of conversations."""
    wishes: Sequence[Wish]
    words: Sequence[Words]
    exploration: Exploration
    lift: Lift
    drift: Drift
    models: Sequence[Named] = field(default_factory=list)
    """Success by the version that ranked, where one served a whole conversation."""
    widget: Comparison | None = None
    """Shoppers with the widget (`assistant`) against those without (`holdout`), by what the shop says that they bought;
    None where nobody is without."""
    machines: int = 0
    """Conversations that no person had (`learning.cleaning.machine`), and that are in none of the figures."""
