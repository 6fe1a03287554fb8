"""`floorwalker report`: what the shop's conversations say, as a page, as JSON and for Prometheus; or drift alone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.markup import escape

from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.terminal import console, progress_bars, read_day, read_settings, remedies

CHANGED = 3
"""Exit code of `--drift` where the model should be trained again; 1 is a failure, 2 a wrong option."""
_LOW_PRIORITY = 15
_MOST = 8
"""Findings shown in the terminal."""


def report(
    since: Annotated[str, typer.Option(help="First day (2026-03-01), in UTC; all of the log if not given.")] = "",
    until: Annotated[str, typer.Option(help="The day after the last; now if not given.")] = "",
    by: Annotated[str, typer.Option(help="What figures over time go by: day, week or month.")] = "week",
    out: Annotated[Path | None, typer.Option(help="Folder for page, JSON and gauges; report in home if none.")] = None,
    days: Annotated[
        int, typer.Option(min=1, max=366, help="The last days that drift holds against the four weeks before.")
    ] = 7,
    gently: Annotated[bool, typer.Option(help="Run at low priority, as the schedule does.")] = False,
    drift: Annotated[
        bool, typer.Option("--drift", help="Only print drift as JSON; exit code 3 if it is time to train again.")
    ] = False,
) -> None:
    """Report on the shop's conversations: what shoppers asked, found and bought, what changed, and what to do."""
    from floorwalker.steps.reporting import DRIFT, Order, make_report, read_drift, write_report
    from learning.report.shape import By

    if gently:
        os.nice(_LOW_PRIORITY)
    with remedies():
        if by not in get_args(By):
            raise StepFailed(f"--by {by} is none of {', '.join(get_args(By))}", "name one of them")
        order = Order(read_day("--since", since), read_day("--until", until), by, timedelta(days=days))  # type: ignore[arg-type]
        settings = read_settings()
        if drift:
            found = read_drift(settings, order, lambda _title: lambda _done, _total: None)  # JSON is all that is said
            typer.echo(DRIFT.dump_json(found, indent=2).decode())
            raise typer.Exit(CHANGED if found.retrain else 0)
        with progress_bars() as track:
            made = make_report(settings, order, track)
        folder = out or Home(settings.home).report
        write_report(made, folder)
    for one in made.report.findings[:_MOST]:
        mark = {"good": "[green]+[/green]", "bad": "[red]![/red]", "neutral": "-"}[one.tone]
        console.print(f"{mark} {escape(one.text)}", highlight=False)
        if one.do:
            console.print(f"  -> {escape(one.do)}", highlight=False)
    if made.report.machines:
        console.print(f"{made.report.machines:,} conversations of machines are left out", highlight=False)
    console.print(f"{made.report.conversations:,} conversations; report: {folder / 'report.html'}", highlight=False)
