"""`floorwalker lessons`: what the catalog teaches a ranker, and a chat model that teaches more, told what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.terminal import console, progress_bars, read_settings, remedies

if TYPE_CHECKING:
    from recommender.lessons.sentences import Finding
    from recommender.lessons.teacher import Report

app = typer.Typer(help="What the shop itself teaches a ranker.", no_args_is_help=True)
_SHOWN = 30
_DECIDING = 3
"""Attributes of a use that are shown."""


@app.command()
def show(most: Annotated[int, typer.Option(help="Uses shown of what the shop's texts teach.")] = _SHOWN) -> None:
    """How much each source teaches, and what the shop's own sentences say that products are good for."""
    from floorwalker.steps.lessons import Lessons

    with remedies(), progress_bars() as track:
        lessons = Lessons(read_settings(), track)
        taught, findings = list(lessons.taught()), lessons.findings()[:most]
    table = Table("source", "examples", "needs", "product types", box=None)
    for one in taught:
        table.add_row(one.source, str(one.examples), str(one.needs), str(one.types))
    console.print(table)
    uses = Table("product type", "use", "products", "what they state otherwise", box=None)
    for finding in findings:
        use, rows = finding.use, len(finding.listed.rows)
        uses.add_row(
            *map(escape, (finding.listed.name, f"{use.lead} {use.text}".strip(), f"{len(use.products)} of {rows}")),
            escape("; ".join(_said(finding))),
        )
    console.print(uses)


@app.command()
def teach(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would cost.")] = False,
    types: Annotated[int, typer.Option(help="Only so many product types, those with most products; 0: all.")] = 0,
    tokens: Annotated[int, typer.Option(help="Tokens to spend at the most; 0: FLOORWALKER_CHAT_TOKENS_PER_DAY.")] = 0,
) -> None:
    """Have the configured chat model teach about each product type, once; a training then reads its answers."""
    from floorwalker.processes.specs import chat_model_config
    from floorwalker.steps.lessons import Lessons

    settings = read_settings()
    budget = tokens or settings.chat_tokens_per_day
    with remedies(), progress_bars() as track:
        lessons = Lessons(settings, track, chat_model_config(settings))
        planned = lessons.plan(types or None)
        console.print(
            f"{len(planned.assignments)} calls, at most {planned.most_tokens:,} tokens in and out; "
            f"{planned.kept} product types are taught already. The budget is {budget:,} tokens.",
            highlight=False,
        )
        if dry_run or not planned.assignments:
            return
        report = lessons.teach(planned, budget)
    _show(report)


def _show(report: Report) -> None:
    console.print(f"{report.used} answers with {report.needs} needs, {report.tokens:,} tokens.", highlight=False)
    for reason, count in report.refused.most_common():
        console.print(f"  refused: {count} x {reason}", highlight=False)
    if report.failed:
        console.print(f"  [yellow]{report.failed} calls failed[/yellow]: {escape(report.failure)}", highlight=False)
    if report.left:
        console.print(f"  {report.left} product types are left: run the command again, or with more --tokens")


def _said(finding: Finding) -> list[str]:
    """The attributes that decide most, each with what serves and what does not."""
    listed, difference = finding.listed, finding.difference
    found = []
    for place in difference.deciding[:_DECIDING]:
        candidate = listed.candidates[place]
        pairs = list(zip(candidate.values, difference.affinities[place].tolist(), strict=True))
        signs = [f"{'+' if affinity > 0 else '-'} {value}" for value, affinity in pairs if affinity]
        found.append(f"{candidate.label} ({', '.join(signs)})")
    return found
