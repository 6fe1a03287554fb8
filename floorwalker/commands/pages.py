"""`floorwalker pages`: the shop's own pages, from which questions about delivery, returns and the like are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.errors import StepFailed
from floorwalker.terminal import CatalogName, console, read_settings, remedies

app = typer.Typer(help="Import the shop's pages, and ask them.", no_args_is_help=True)
Pages = Annotated[list[Path], typer.Argument(help="Markdown files, or folders of them.")]


@app.command("import")
def import_(pages: Pages, catalog: CatalogName = "") -> None:
    """Take these pages in place of the current ones; a running recommender takes them up by itself."""
    from retrieval.errors import PageInvalid
    from retrieval.pages.passages import read_page, write_passages

    home = read_settings(catalog).rooms
    with remedies():
        files = [file for path in pages for file in (sorted(path.rglob("*.md")) if path.is_dir() else [path])]
        if not files:
            raise StepFailed("there are no Markdown files (*.md) in what you named", "name a folder that has some")
        try:
            passages = [passage for file in files for passage in read_page(file)]
        except PageInvalid as error:
            raise StepFailed(str(error), "nothing was imported; the current pages stay") from error
        write_passages(passages, home.pages)
        if home.is_main:
            home.demo_shop.unlink(missing_ok=True)
    console.print(f"{len(files)} pages with {len(passages)} passages are current.")


@app.command("list")
def list_(catalog: CatalogName = "") -> None:
    """Show what is current."""
    from retrieval.pages.passages import read_passages

    table = Table("page", "heading", "language", "address", box=None)
    for passage in read_passages(read_settings(catalog).rooms.pages):
        table.add_row(*map(escape, (passage.title, passage.heading, passage.locale, passage.url)))
    console.print(table)


@app.command()
def ask(question: str, catalog: CatalogName = "") -> None:
    """What the current pages answer, with the score of each passage."""
    from retrieval.pages.passages import LEAST, Passages, read_passages
    from retrieval.search.encoder import Encoder

    settings = read_settings(catalog)
    encoder = Encoder(settings.language_model, device=settings.device)
    passages = Passages(read_passages(settings.rooms.pages), encoder.encode)
    for found in passages.search(question, 3, least=0):
        mark = "[green]answers[/green]" if found.score >= LEAST else "too far"
        console.print(f"{found.score:.2f} {mark}  {escape(found.passage.title)}: {escape(found.passage.heading)}")
        console.print(f"  {escape(found.passage.text)}\n", highlight=False)
