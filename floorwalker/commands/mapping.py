"""`floorwalker mapping`: which column of a shop's own export is what, begun from the file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from floorwalker.commands.imports import FormatOption
from floorwalker.terminal import remedies

app = typer.Typer(help="Begin a mapping file, which says which column is what.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `suggest` a command of its own."""


@app.command()
def suggest(
    file: Annotated[Path, typer.Argument(help="The catalog file.", exists=True, dir_okay=False)],
    format: FormatOption = "auto",
) -> None:
    """Print a mapping for the file, with the reason of each line: > mapping.yaml"""
    from data.catalog.suggesting import suggest as suggested
    from floorwalker.steps.catalog_imports import Source

    with remedies():
        typer.echo(suggested(file, Source.of(file, format).format).yaml(), nl=False)
