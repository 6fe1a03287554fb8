"""What the console's dashboards show: the last days against as many before them, of all and of each product type.

The same figures as the report's (`summary`), of several times at once, small enough to be read at a click; the gateway
serves the file and learns nothing by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.catalog.products import Attribute
from learning.journeys import LATE, Journey
from learning.lift import Comparison, Lift
from learning.report import periods, summary, wishes
from learning.report.figures import MEASURES, figure
from learning.report.shape import FEWEST, LEAST, By, Figure, Named, QuestionAsked, Step, Wish, Words

VERSION = 1
"""Of the JSON; the gateway shows none of another version."""
DAYS = (7, 28, 90, 365)
"""How far back one may look."""
_FINEST: Mapping[int, tuple[By, By]] = {
    7: ("day", "day"),
    28: ("day", "week"),
    90: ("day", "week"),
    365: ("week", "month"),
}
"""What series go by: the second where periods of the first would hold too few conversations."""
_ENOUGH = 2 * LEAST
"""Conversations in a period, from which most of its figures are given."""
_MOST_TYPES = 25
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, a week or a month of a series."""

    start: datetime
    end: datetime
    is_whole: bool
    """Whether all of it lies in the time that is looked at."""
    is_settled: bool
    """Whether purchases that count for it cannot come any more."""
    conversations: int


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over time, one value a stretch; None where it is of too few."""

    key: str
    values: Sequence[float | None]
    lows: Sequence[float | None]
    highs: Sequence[float | None]
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The attributes that the shoppers of a product type asked for."""

    category: str
    conversations: int
    attributes: Sequence[Named]


@dataclass(frozen=True, slots=True)
class View:
    """One time of one product type, or of all."""

    category: str
    """Empty: of all conversations."""
    conversations: int
    shoppers: int
    conversations_before: int
    figures: Sequence[Figure]
    before: Sequence[Figure]
    funnel: Sequence[Step]
    funnel_before: Sequence[Step]
    by: By
    stretches: Sequence[Stretch]
    series: Sequence[Series]
    answers: Sequence[Named]
    questions: Sequence[QuestionAsked]
    misunderstandings: Sequence[Named]
    misunderstandings_before: Sequence[Named]
    attributes: Sequence[Asked]
    wishes: Sequence[Wish]
    words: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Span:
    """The last `days` days."""

    days: int
    since: datetime
    views: Sequence[View]
    """That of all conversations, then those of product types, the most asked for first."""


@dataclass(frozen=True, slots=True)
class Dashboards:
    """Everything that the dashboards may show until the next are made; times are UTC without a zone."""

    version: int
    made_at: datetime
    until: datetime
    since: datetime | None
    """When the first conversation of the log began; None of an empty one."""
    least: int
    """Observations below which no figure is given."""
    fewest: int
    """Shoppers below which nothing is shown of a product type, a wish or words."""
    machines: int
    lift: Lift
    """Of all of the log: it may be looked at any time, but not of times that one chooses by what one sees."""
    widget: Comparison | None
    spans: Sequence[Span]


def dashboards(
    journeys: Sequence[Journey],
    *,
    until: datetime,
    made_at: datetime,
    lift: Lift,
    widget: Comparison | None,
    machines: int,
    definitions: Mapping[str, Attribute],
) -> Dashboards:
    """The dashboards at `until`; `journeys` are all of the log before it, `definitions` the catalog's attributes."""
    return Dashboards(
        version=VERSION,
        made_at=made_at,
        until=until,
        since=min((one.started_at for one in journeys), default=None),
        least=LEAST,
        fewest=FEWEST,
        machines=machines,
        lift=lift,
        widget=widget,
        spans=[_span(journeys, days, until, definitions) for days in DAYS],
    )


def _span(journeys: Sequence[Journey], days: int, until: datetime, known: Mapping[str, Attribute]) -> Span:
    length = timedelta(days=days)
    now = [one for one in journeys if until - length <= one.started_at < until]
    before = [one for one in journeys if until - 2 * length <= one.started_at < until - length]
    views = [_view("", now, before, days, until, known)]
    for category, own in _types(now):
        earlier = [one for one in before if one.category == category]
        views.append(_view(category, own, earlier, days, until, known))
    return Span(days, until - length, views)


def _types(journeys: Sequence[Journey]) -> Iterator[tuple[str, list[Journey]]]:
    own: defaultdict[str, list[Journey]] = defaultdict(list)
    for one in journeys:
        if one.category:
            own[one.category].append(one)
    shown = [item for item in own.items() if len({one.shopper for one in item[1]}) >= FEWEST]
    return iter(sorted(shown, key=lambda item: (-len(item[1]), item[0]))[:_MOST_TYPES])


def _view(
    category: str,
    now: Sequence[Journey],
    before: Sequence[Journey],
    days: int,
    until: datetime,
    known: Mapping[str, Attribute],
) -> View:
    by = _by(days, len(now))
    stretches, series = _over_time(now, until - timedelta(days=days), until, by)
    return View(
        category=category,
        conversations=len(now),
        shoppers=len({one.shopper for one in now}),
        conversations_before=len(before),
        figures=[figure(measure, now) for measure in MEASURES],
        before=[figure(measure, before) for measure in MEASURES],
        funnel=summary.funnel(now),
        funnel_before=summary.funnel(before),
        by=by,
        stretches=stretches,
        series=series,
        answers=summary.answers(now),
        questions=summary.questions(now, known),
        misunderstandings=summary.misunderstandings(now),
        misunderstandings_before=summary.misunderstandings(before),
        attributes=_attributes(now, known),
        wishes=wishes.wishes(now, known),
        words=wishes.words(now),
    )


def _by(days: int, conversations: int) -> By:
    fine, coarse = _FINEST[days]
    length = {"day": 1, "week": 7, "month": 30}[fine]
    return fine if conversations * length / days >= _ENOUGH else coarse


def _over_time(
    journeys: Sequence[Journey], since: datetime, until: datetime, by: By
) -> tuple[list[Stretch], list[Series]]:
    own: defaultdict[datetime, list[Journey]] = defaultdict(list)
    for one in journeys:
        own[periods.start_of(one.started_at, by)].append(one)
    spans = list(periods.spans(since, until, by))
    stretches = [
        Stretch(start, end, start >= since and end <= until, end + LATE <= until, len(own.get(start, [])))
        for start, end in spans
    ]
    found = []
    for measure in MEASURES:
        told = [figure(measure, own.get(start, [])) for start, _ in spans]
        found.append(
            Series(
                measure.key,
                [_short(one.value) for one in told],
                [_short(one.low) for one in told],
                [_short(one.high) for one in told],
                [one.count for one in told],
            )
        )
    return stretches, found


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _attributes(journeys: Sequence[Journey], known: Mapping[str, Attribute]) -> list[Asked]:
    found = []
    for category, own in _types(journeys):
        if attributes := summary.asked_for(category, own, known):
            found.append(Asked(category, len(own), attributes))
    return found
