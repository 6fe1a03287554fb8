"""`floorwalker retrain`: learn from the conversations, and promote what proves better.

Exit codes: 0 it ran to its end, whether a model was promoted or not; 1 it could not (the remedy is said); 3 the log
cannot be learned from yet; 4 another retraining runs.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, progress_bars, progress_lines, read_day, read_settings, remedies

if TYPE_CHECKING:
    from floorwalker.steps.retraining import Outcome

_LOW_PRIORITY = 15


def retrain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge, and change nothing.")] = False,
    since: Annotated[str, typer.Option(help="Only conversations that began from this day on (2026-03-01).")] = "",
    min_conversations: Annotated[int, typer.Option(help="With fewer, nothing is tried.", min=1)] = 100,
    promote: Annotated[bool, typer.Option(help="Make it current if the gate lets it pass.")] = True,
    canary: Annotated[
        float | None, typer.Option(help="Give what passes to this share of shoppers, not to all.", min=0.001, max=1)
    ] = None,
    head: Annotated[bool, typer.Option(help="Try a tuned head as well, beside what is learned.")] = True,
    gently: Annotated[bool, typer.Option(help="Run at low priority, as the schedule does.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say what came of it as JSON alone.")] = False,
) -> None:
    """Learn from the shop's conversations, and promote what the log shows to be better."""
    from floorwalker.processes.schedule import BUSY, NOTHING_YET
    from floorwalker.steps.retraining import AnotherRuns, Retraining, RetrainOrder

    if canary is not None and not promote:
        raise typer.BadParameter("--canary gives what passes to shoppers, --no-promote to none: leave one out")
    if gently:
        os.nice(_LOW_PRIORITY)
    order = RetrainOrder(
        since=_since(since),
        least=min_conversations,
        promote=promote,
        canary=canary,
        dry_run=dry_run,
        tune_head=head,
    )
    with remedies():
        try:
            if as_json:
                outcome = Retraining(read_settings(), progress_lines).run(order)
            else:
                with progress_bars() as track:
                    outcome = Retraining(read_settings(), track).run(order)
        except AnotherRuns as error:
            console.print(f"[red]{escape(error.problem)}[/red]\n  -> {escape(error.remedy)}", highlight=False)
            raise typer.Exit(BUSY) from error
    _show(outcome, as_json=as_json)
    if not dry_run:
        with remedies():
            _pick()
    if not outcome.learned:
        raise typer.Exit(NOTHING_YET)


def _pick() -> None:
    """What is to be judged next in the console, now that a model may have learned what was (`floorwalker labels`)."""
    from bot.acts.shop_model import serving
    from floorwalker.home import Home
    from floorwalker.steps.labelling import pick

    settings = read_settings()
    with opened(settings) as engine:
        pick(engine, serving(Home(settings.home).turns), lambda _: lambda _done, _total: None, days=30, most=200)


def _show(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        body = {
            "version": outcome.version,
            "promoted": outcome.promoted,
            "learned": outcome.learned,
            "lines": outcome.lines,
            "figures": outcome.figures,
            "report": str(outcome.report) if outcome.report else None,
        }
        typer.echo(json.dumps(body))
        return
    for line in outcome.lines:
        console.print(line, highlight=False, markup=False)
    if outcome.report is not None:
        console.print(f"Report: {outcome.report}", highlight=False, markup=False)
    if outcome.version is not None and not outcome.promoted:
        console.print(f"To try it on some: floorwalker models canary {outcome.version} --share 0.1", highlight=False)


def _since(said: str) -> datetime | None:
    """Where to begin, as the log has it. Raises typer.BadParameter."""
    try:
        moment = read_day("--since", said)
    except StepFailed as error:
        raise typer.BadParameter(f"{error.problem}; {error.remedy}") from error
    if moment is not None and moment > datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1):
        raise typer.BadParameter(f"--since: {said} is still to come")
    return moment
