"""Where the lines and bars of the page's pictures lie; what they look like is in the templates.

A picture is drawn in units of its own (`viewBox`), so that it fits every width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learning.report.findings import amount, between
from learning.report.shape import Figure, Period, Report

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 24
_MOST_LABELS = 4
OVER_TIME = ("succeeded", "clicked", "bought", "questions_to_find", "not_met", "misunderstood")
"""The figures that are drawn over time."""


@dataclass(frozen=True, slots=True)
class Point:
    """A period's value."""

    x: float
    y: float
    title: str
    is_open: bool
    """Whether more may still come to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure over time: `band` is its interval, as the points of polygons; `lines` are polylines."""

    key: str
    label: str
    kind: str
    points: Sequence[Point]
    lines: Sequence[str]
    bands: Sequence[str]
    grid: Sequence[tuple[float, str]]
    """Heights of grid lines, with what they stand for."""
    days: Sequence[tuple[float, str, str]]
    """Places of labels below, with how they are anchored."""


def lines(report: Report) -> list[Line]:
    """The figures over time of which two periods at least are given."""
    found = [_line(key, report.periods) for key in OVER_TIME]
    return [one for one in found if one is not None]


def _line(key: str, periods: Sequence[Period]) -> Line | None:
    own = [(place, one, next(f for f in one.figures if f.key == key)) for place, one in enumerate(periods)]
    told = [(place, one, figure) for place, one, figure in own if figure.value is not None]
    if len(told) < 2:
        return None
    kind = told[0][2].kind
    top = _round_up(max(figure.high or 0.0 for _, _, figure in told), kind)
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(periods) - 1)

    def x(place: int) -> float:
        return round(_LEFT + place * step, 1)

    def y(value: float | None) -> float:
        return round(HEIGHT - _BOTTOM - (min(max(value or 0.0, 0.0), top) / top) * (HEIGHT - _TOP - _BOTTOM), 1)

    points = [Point(x(n), y(f.value), f"{one.label}: {told_as(f)}", not one.is_whole) for n, one, f in told]
    runs = _runs(told)
    return Line(
        key=key,
        label=told[0][2].label,
        kind=kind,
        points=points,
        lines=[" ".join(f"{x(n)},{y(f.value)}" for n, _, f in run) for run in runs],
        bands=[
            " ".join(
                [*(f"{x(n)},{y(f.high)}" for n, _, f in run), *(f"{x(n)},{y(f.low)}" for n, _, f in reversed(run))]
            )
            for run in runs
        ],
        grid=[(y(part * top), amount(kind, part * top)) for part in (0.0, 0.5, 1.0)],
        days=_days(periods, x),
    )


_Told = tuple[int, Period, Figure]


def _runs(told: Sequence[_Told]) -> list[list[_Told]]:
    """Periods in a row: where one is not given, the line is broken."""
    runs: list[list[_Told]] = []
    for one in told:
        if runs and runs[-1][-1][0] == one[0] - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _round_up(value: float, kind: str) -> float:
    steps = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if kind == "share" else (0.5, 1, 2, 3, 4, 6, 8, 10, 20, 50)
    return float(next((step for step in steps if step >= value), max(value, steps[-1])))


def _days(periods: Sequence[Period], x: Callable[[int], float]) -> list[tuple[float, str, str]]:
    count = min(_MOST_LABELS, len(periods))
    places = sorted({round(n * (len(periods) - 1) / max(1, count - 1)) for n in range(count)})
    anchors = {places[0]: "start", places[-1]: "end"}
    return [(x(n), f"{periods[n].start.day} {periods[n].start:%b}", anchors.get(n, "middle")) for n in places]


def told_as(figure: Figure) -> str:
    """A figure in words: "43 % (39–47 %, of 812)", or that there are too few."""
    if figure.value is None:
        return f"too few ({figure.count})"
    return f"{amount(figure.kind, figure.value)} ({between(figure)}, of {figure.count:,})"
