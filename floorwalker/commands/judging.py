"""`floorwalker models judge`: what serves now, judged by requests that people graded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from floorwalker.terminal import console, progress_bars, read_settings, remedies

_HELP = "JSON list of request, type, and grades by attribute."


def judge(
    cases: Annotated[Path, typer.Argument(help=_HELP, exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="Folder for report.md and report.json.")] = Path("judged"),
) -> None:
    """Judge what serves now by requests that people graded, on the imported catalog."""
    from floorwalker.steps.cases import report_cases
    from floorwalker.steps.training import Training
    from ranker.evaluation.metrics import PRIMARY

    with remedies(), progress_bars() as track:
        settings = read_settings()
        found = report_cases(Training(settings, track).recommender(), settings, cases, out, track)
    table = Table(box=None, show_header=False)
    for score in found.scores:
        interval = score.metrics[PRIMARY]
        table.add_row(score.system, f"{interval.mean:.3f} ({interval.low:.3f}–{interval.high:.3f})")
    console.print(table)
    console.print(f"nDCG@5 of {sum(found.requests.values())} requests; report: {out / 'report.md'}", highlight=False)
