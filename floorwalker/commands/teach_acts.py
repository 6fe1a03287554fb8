"""`floorwalker teach-acts`: makes the classifier that says what a message does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from floorwalker.settings import ROOT
from floorwalker.terminal import console, progress_bars, read_settings, remedies


def teach_acts(
    out: Annotated[Path, typer.Option(help="Folder to write it into.")] = ROOT / "bot" / "acts" / "model",
    measure: Annotated[bool, typer.Option(help="First without some writers, to say how good it is.")] = True,
) -> None:
    """Make the classifier of acts of the labelled messages, read over the demo catalog, which must be indexed."""
    from floorwalker.steps.act_teaching import ActTeaching

    with remedies(), progress_bars() as track:
        card = ActTeaching(read_settings(), out, track).run(measure=measure)
    console.print(f"{out}: {card}", highlight=False, markup=False)
