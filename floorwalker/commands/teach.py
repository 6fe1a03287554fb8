"""`floorwalker teach`: makes the general ranker that ships, out of all buying knowledge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from floorwalker.home import Home
from floorwalker.settings import ROOT
from floorwalker.steps.teaching import SETTINGS, Teaching
from floorwalker.terminal import console, progress_bars, read_settings, remedies


def teach(
    out: Annotated[Path, typer.Option(help="Folder to write it into.")] = ROOT / "ranker" / "general",
    measure: Annotated[bool, typer.Option(help="First without some families, to say how good it is.")] = True,
    ship: Annotated[bool, typer.Option(help="Then of everything, to serve.")] = True,
    epochs: Annotated[int, typer.Option(help="Passes over the examples.")] = SETTINGS.config.epochs,
    shops: Annotated[int, typer.Option(help="Shops drawn of each family.")] = SETTINGS.shops,
    requests: Annotated[int, typer.Option(help="Requests of each shop.")] = SETTINGS.requests,
) -> None:
    """Make the general ranker of all buying knowledge; a quarter of an hour a run, goes on where it was interrupted."""
    with remedies(), progress_bars() as track:
        settings = replace(SETTINGS, shops=shops, requests=requests, config=replace(SETTINGS.config, epochs=epochs))
        teaching = Teaching(settings, out, Home(read_settings().home).training, track)
        if measure:
            teaching.measure()
        if ship:
            teaching.ship()
    console.print(f"{out}: {(out / 'card.md').read_text(encoding='utf-8')}", highlight=False, markup=False)
