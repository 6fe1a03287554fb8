"""What the dashboards show: the last days against those before, by product type, nothing of too few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from learning.journeys import Journey
from learning.lift import lift
from learning.report.dashboards import DAYS, Dashboards, Span, dashboards
from learning.report.shape import FEWEST, LEAST
from tests.learning.making import AT, made

DAY = timedelta(days=1)
UNTIL = AT + 60 * DAY


def seen(told: Sequence[Journey]) -> Dashboards:
    return dashboards(
        told,
        until=UNTIL,
        made_at=UNTIL,
        lift=lift(told, UNTIL),
        widget=None,
        machines=0,
        definitions={},
    )


def span(found: Dashboards, days: int) -> Span:
    return next(one for one in found.spans if one.days == days)


def some(count: int, days_ago: float, category: str = "Mouse") -> list[Journey]:
    started = UNTIL - days_ago * DAY
    ids = [f"{category} {days_ago} {number}" for number in range(count)]
    return [made(id, started_at=started, category=category, arm="assistant") for id in ids]


def spread(until: datetime) -> list[Journey]:
    """Fifty a week for eight weeks, of two product types."""
    return [
        made(
            f"{number}", started_at=until - (number / 7 + 0.1) * DAY, category=("Mouse", "Kettle")[number % 2], lists=1
        )
        for number in range(400)
    ]


def test_holds_the_last_days_against_as_many_before_them() -> None:
    found = seen([*some(30, 3), *some(40, 10), *some(7, 100)])

    week, month = span(found, 7).views[0], span(found, 28).views[0]
    assert [one.days for one in found.spans] == list(DAYS)
    assert (week.conversations, week.conversations_before) == (30, 40)
    assert (month.conversations, month.conversations_before) == (70, 0)
    assert found.since == UNTIL - 100 * DAY


def test_shows_a_product_type_from_so_many_shoppers_on() -> None:
    found = seen([*some(FEWEST, 3), *some(FEWEST - 1, 3, "Kettle"), *some(9, 20, "Kettle")])

    assert [one.category for one in span(found, 7).views] == ["", "Mouse"]
    assert [one.category for one in span(found, 28).views] == ["", "Kettle", "Mouse"]


def test_a_series_has_a_value_where_there_are_enough_and_every_stretch() -> None:
    view = span(seen([*some(LEAST, 3), *some(LEAST - 1, 5)]), 7).views[0]
    clicked = next(one for one in view.series if one.key == "misunderstood")

    assert view.by == "day"
    assert sum(one.conversations for one in view.stretches) == view.conversations == 2 * LEAST - 1
    assert {len(clicked.values), len(clicked.lows), len(clicked.highs), len(clicked.counts)} == {len(view.stretches)}
    assert max(clicked.counts) <= LEAST
    assert all(value is None for value, count in zip(clicked.values, clicked.counts, strict=True) if count < LEAST)


def test_few_conversations_go_by_week() -> None:
    assert span(seen(some(30, 3)), 28).views[0].by == "week"


def test_of_nothing_there_is_nothing() -> None:
    found = seen([])

    assert found.since is None
    assert [(len(one.views), one.views[0].conversations) for one in found.spans] == [(1, 0)] * len(DAYS)
