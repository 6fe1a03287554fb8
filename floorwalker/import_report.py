"""The report of an import in the terminal: what matters first, then figures, then every finding with its places."""

from __future__ import annotations

from rich.markup import escape

from data.catalog.report_shape import Figures, Findings, Report
from data.catalog.reviewing.page import HEADINGS
from floorwalker.terminal import console

_MARKS = {"ask": "[red]!![/red]", "warning": "[yellow]![/yellow]", "hint": "-"}


def show(report: Report) -> None:
    """Prints the report."""
    source = escape(report.source)
    if report.unchanged:
        _say(f"{source}: unchanged since its last import; {report.kept:,} products are current")
        return
    _say(f"{source}: {report.rows:,} rows, {report.kept:,} products kept, in {report.seconds:.0f} s")
    if report.taken_as:
        _say(escape(f"  read as: {', '.join(f'{what} {how}' for what, how in report.taken_as.items())}"))
    if report.figures:
        _say(escape(f"  {_said(report.figures)}"))
    for point in report.points:
        _say(f"{_MARKS[point.level]} {escape(point.text)}")
        if point.do:
            _say(f"  -> {escape(point.do)}")
        for example in point.examples:
            _say(f"     [dim]e.g. {escape(example)}[/dim]")
    for outcome, found in report.findings().items():
        _show_findings(HEADINGS[outcome], found)


def _show_findings(heading: str, found: Findings) -> None:
    if found:
        _say(f"[bold]{heading}[/bold]: {sum(one.count for one in found.values()):,}")
    for reason, one in found.items():
        _say(f"  {one.count:8,} {escape(reason)}")
        for example in one.examples:
            _say(f"           [dim]e.g. {escape(example)}[/dim]")


def _say(line: str) -> None:
    console.print(line, highlight=False, soft_wrap=True)


def _said(figures: Figures) -> str:
    parts = [f"{figures.available:,} can be bought", f"{figures.types:,} types", f"{figures.attributes:,} attributes"]
    if figures.variants:
        parts.append(f"{figures.variants:,} variants of {figures.with_variants:,} products")
    if figures.currencies:
        parts.append("prices: " + ", ".join(f"{code or '?'} {count:,}" for code, count in figures.currencies.items()))
    if figures.languages:
        parts.append("texts: " + ", ".join(f"{code or '?'} {count:,}" for code, count in figures.languages.items()))
    return "; ".join(parts)
