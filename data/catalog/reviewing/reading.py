"""What was not read, told by the report of the reading."""

from __future__ import annotations

from collections.abc import Iterator

from data.catalog.report_shape import Level, Point
from data.catalog.reports import ImportReport, Outcome
from data.catalog.reviewing.points import point

_NAMED = 5
_MUCH = 0.3
"""From this share of a file's products on, that so many are left out is no small matter."""


def points(report: ImportReport) -> Iterator[Point]:
    """Rows and columns of which nothing was made, and products that are left out."""
    if bad := report.count("bad"):
        yield point("bad_rows", "warning", bad, report.rows, examples=_examples(report, "bad"))
    if unread := report.findings["unread"]:
        names = _listed([name for name, _ in sorted(unread.items(), key=lambda item: -item[1].count)])
        yield point("unread_columns", "hint", len(unread), names=names, examples=_examples(report, "unread"))
    if withheld := report.count("withheld"):
        reasons, whole = _listed(list(report.findings["withheld"])), withheld + report.kept
        if withheld > _MUCH * whole:
            yield point("many_withheld", "warning", withheld, whole, reasons=reasons)
        else:
            yield point("withheld", "hint", withheld, reasons=reasons)
    if dropped := report.count("dropped"):
        level: Level = "warning" if dropped > _MUCH * report.rows else "hint"
        reasons = _listed(list(report.findings["dropped"]))
        yield point("dropped", level, dropped, report.rows, reasons=reasons, examples=_examples(report, "dropped"))


def _examples(report: ImportReport, outcome: Outcome) -> list[str]:
    return [f"{reason}: {one.examples[0]}" for reason, one in report.findings[outcome].items() if one.examples]


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
