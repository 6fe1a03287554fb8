"""Days, weeks from Monday, and months: where each begins, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from learning.report.shape import By

_MOST = 400
"""Periods of one report, so that one absurd date makes no endless page."""


def start_of(at: datetime, by: By) -> datetime:
    """The beginning of the period of a moment."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if by == "day":
        return day
    return day.replace(day=1) if by == "month" else day - timedelta(days=day.weekday())


def next_start(start: datetime, by: By) -> datetime:
    """The beginning of the period after the one that begins at `start`."""
    if by == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)


def spans(first: datetime, until: datetime, by: By) -> Iterator[tuple[datetime, datetime]]:
    """The periods from that of `first` to `until`, the latest _MOST of them; each with its end."""
    found = []
    start = start_of(first, by)
    while start < until:
        found.append((start, next_start(start, by)))
        start = found[-1][1]
    return iter(found[-_MOST:])


def name(start: datetime, by: By) -> str:
    """As it is called on the page: "week of 2 March", "March 2026"."""
    if by == "month":
        return f"{start:%B %Y}"
    day = f"{start.day} {start:%B}"
    return f"the week of {day}" if by == "week" else day
