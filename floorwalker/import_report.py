"""The report of an import in the terminal: what matters first, then figures, then every finding with its places."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from data.catalog.report_shape import Figures, Findings, Report
from data.catalog.reviewing.page import HEADINGS

_MARKS = {"ask": "[red]!![/red]", "warning": "[yellow]![/yellow]", "hint": "-"}


def show(report: Report, console: Console) -> None:
    """Prints the report."""
    for line in _lines(report):
        console.print(line, highlight=False, soft_wrap=True)


def _lines(report: Report) -> Iterator[str]:
    source = escape(report.source)
    if report.unchanged:
        yield f"{source}: unchanged since its last import; {report.kept:,} products are current"
        return
    yield f"{source}: {report.rows:,} rows, {report.kept:,} products kept, in {report.seconds:.0f} s"
    if report.taken_as:
        yield escape(f"  read as: {', '.join(f'{what} {how}' for what, how in report.taken_as.items())}")
    if report.figures:
        yield escape(f"  {_said(report.figures)}")
    for point in report.points:
        yield f"{_MARKS[point.level]} {escape(point.text)}"
        if point.do:
            yield f"  -> {escape(point.do)}"
        for example in point.examples:
            yield f"     [dim]e.g. {escape(example)}[/dim]"
    for outcome, found in report.findings().items():
        yield from _findings(HEADINGS[outcome], found)


def _findings(heading: str, found: Findings) -> Iterator[str]:
    if found:
        yield f"[bold]{heading}[/bold]: {sum(one.count for one in found.values()):,}"
    for reason, one in found.items():
        yield f"  {one.count:8,} {escape(reason)}"
        for example in one.examples:
            yield f"           [dim]e.g. {escape(example)}[/dim]"


def _said(figures: Figures) -> str:
    parts = [f"{figures.available:,} can be bought", f"{figures.types:,} types", f"{figures.attributes:,} attributes"]
    if figures.variants:
        parts.append(f"{figures.variants:,} variants of {figures.with_variants:,} products")
    if figures.currencies:
        parts.append("prices: " + ", ".join(f"{code or '?'} {count:,}" for code, count in figures.currencies.items()))
    if figures.languages:
        parts.append("texts: " + ", ".join(f"{code or '?'} {count:,}" for code, count in figures.languages.items()))
    return "; ".join(parts)
