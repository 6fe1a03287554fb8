"""What the console's dashboards show, as programs get it: the last report's figures, and how shoppers are served.

The figures are those of `floorwalker report` (docs/report.md); shares are in [0, 1], times in seconds. Nothing here is
of fewer shoppers than the report names, or of one agent.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from gateway.console.fields import At
from gateway.console.jobs_protocol import JobShown

DAYS = (7, 28, 90, 365)
"""How far back one may look."""


def _offered(days: int) -> int:
    if days not in DAYS:
        raise ValueError(f"must be one of {', '.join(map(str, DAYS))}")
    return days


Days = Annotated[int, AfterValidator(_offered)]


class ReportFigure(BaseModel):
    """A share or a mean with its 95 % interval; `value` is null where it is of too few (`count`)."""

    key: str
    label: str
    kind: Literal["share", "mean"]
    better: Literal["more", "less", "neither"]
    count: int
    total: float | None
    value: float | None
    low: float | None
    high: float | None


class ReportStep(BaseModel):
    """A step of the funnel: how many conversations came so far."""

    key: str
    label: str
    conversations: int
    of_all: ReportFigure
    of_previous: ReportFigure | None
    late: int


class ReportStretch(BaseModel):
    """A day, a week or a month of the series."""

    start: At
    end: At
    is_whole: bool
    is_settled: bool
    conversations: int


class ReportSeries(BaseModel):
    """A figure over time, one value a stretch; null where it is of too few."""

    key: str
    values: list[float | None]
    lows: list[float | None]
    highs: list[float | None]
    counts: list[int]


class ReportNamed(BaseModel):
    """Something counted, by a name for people."""

    name: str
    figure: ReportFigure


class ReportQuestion(BaseModel):
    """What was asked of a product type, and how shoppers took it."""

    category: str
    attribute: str
    label: str
    asked: int
    declined: ReportFigure
    answered: ReportFigure


class ReportAsked(BaseModel):
    """The attributes that the shoppers of a product type asked for, as shares of its conversations."""

    category: str
    conversations: int
    attributes: list[ReportNamed]


class ReportWish(BaseModel):
    """Something asked for that no product met."""

    category: str
    wish: str
    conversations: int
    shoppers: int


class ReportWords(BaseModel):
    """Words for which nothing at all was found."""

    words: str
    shoppers: int


class ReportView(BaseModel):
    """One time of one product type, or of all (`category` is empty); `…before`: of as many days before it."""

    category: str
    conversations: int
    shoppers: int
    conversations_before: int
    figures: list[ReportFigure]
    before: list[ReportFigure]
    funnel: list[ReportStep]
    funnel_before: list[ReportStep]
    by: Literal["day", "week", "month"]
    stretches: list[ReportStretch]
    series: list[ReportSeries]
    answers: list[ReportNamed]
    questions: list[ReportQuestion]
    misunderstandings: list[ReportNamed]
    misunderstandings_before: list[ReportNamed]
    attributes: list[ReportAsked]
    wishes: list[ReportWish]
    words: list[ReportWords]


class ReportArm(BaseModel):
    """Shoppers of a group, and how many had the outcome."""

    shoppers: int
    with_outcome: int
    share: float | None


class ReportComparison(BaseModel):
    """Shoppers with the assistant against those without; the intervals hold however often one looks."""

    outcome: str
    assistant: ReportArm
    holdout: ReportArm
    verdict: Literal["better", "worse", "no difference yet", "too few"]
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    more_shoppers: int


class ReportLift(BaseModel):
    """What the assistant is worth; no comparison where nobody is held out."""

    shoppers: int
    held_out: int
    mixed: int
    unsettled: int
    comparisons: list[ReportComparison]


class ReportSpan(BaseModel):
    """The last `days` days."""

    days: int
    since: At
    views: list[ReportView]


class ReportFile(BaseModel):
    """The file that the report leaves for the console (`learning.report.dashboards`)."""

    version: Literal[1]
    made_at: At
    until: At
    since: At | None
    least: int
    fewest: int
    machines: int
    lift: ReportLift
    widget: ReportComparison | None
    spans: list[ReportSpan]


class ReportType(BaseModel):
    """A product type that one may look at; `conversations` of the days asked for, 0 where they were too few."""

    name: str
    conversations: int


class Dashboard(BaseModel):
    """The last report, of some days and a product type. All is null or empty where none was made yet."""

    made_at: At | None = None
    since: At | None = None
    """The first of the days."""
    until: At | None = None
    log_since: At | None = None
    """When the first conversation of the log began."""
    days: int
    type: str
    """Empty: all."""
    least: int = Field(default=0, description="Observations below which no figure is given.")
    fewest: int = Field(default=0, description="Shoppers below which nothing is shown of them.")
    types: list[ReportType] = []
    view: ReportView | None = None
    """Null where fewer shoppers than `fewest` asked for the product type."""
    lift: ReportLift | None = None
    """Of all of the log, whatever days are asked for."""
    widget: ReportComparison | None = None


class ServiceTimes(BaseModel):
    """How long something took, in seconds: the median, and what one in twenty exceeded; null of too few."""

    count: int
    half: float | None
    most: float | None


class ServiceHour(BaseModel):
    """An hour, and the same one a day before."""

    start: At
    conversations: int
    conversations_before: int
    handoffs: int


class ServiceReason(BaseModel):
    """Shoppers who were passed to a person for one reason; `came`: to how many an agent came."""

    reason: str
    handoffs: int
    handoffs_before: int
    came: int
    waited: ServiceTimes


class ServiceStretch(BaseModel):
    """A day of the series; a week where more than a month is asked for."""

    start: At
    handoffs: int
    waited: ServiceTimes
    turns: ServiceTimes


class ServiceDrafts(BaseModel):
    """What agents made of the assistant's drafts."""

    made: int
    accepted: int
    edited: int
    rejected: int
    overtaken: int
    changed: float | None
    """Median share of a draft that was changed, of those edited."""
    looked: ServiceTimes


class ServiceGateway(BaseModel):
    """The turns that the answering gateway process took since it began."""

    name: str
    since: At
    turns: int
    half: float | None
    most: float | None
    failed: int


class ServiceReport(BaseModel):
    """How shoppers are served: just now, in the last 24 hours, and in the days asked for against those before."""

    at: At
    days: int
    since: At
    waiting: int
    waits_since: At | None
    served: int
    hours: list[ServiceHour]
    gateway: ServiceGateway
    handoffs: list[ServiceReason]
    series: list[ServiceStretch]
    waited: ServiceTimes
    waited_before: ServiceTimes
    answering: ServiceTimes
    answering_before: ServiceTimes
    turns: ServiceTimes
    turns_before: ServiceTimes
    drafts: ServiceDrafts
    drafts_before: ServiceDrafts


class ReportMaking(BaseModel):
    """`GET /v1/agent/report/job`: the job that makes the report, the one asked for last; null if nobody asked lately.
    `workers`: how many do jobs just now; without one it waits."""

    job: JobShown | None = None
    workers: int
