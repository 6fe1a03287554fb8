"""The `floorwalker` command line: each command is one function that calls the room which does the work.

Heavy libraries are imported inside the commands that need them, so that help and errors come at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from data.catalog.formats import AUTO
from data.privacy.modes import keep_private
from floorwalker.catalogs import each
from floorwalker.commands import (
    agents,
    changes,
    feeds,
    imports,
    judging,
    knowledge,
    labels,
    lessons,
    log,
    mapping,
    models,
    pages,
    privacy,
    products,
    queue,
    report,
    retrain,
    rules,
    teach,
    teach_acts,
    train,
    turns,
    up,
)
from floorwalker.commands.imports import CatalogOption, FormatOption, MappingOption
from floorwalker.errors import StepFailed
from floorwalker.terminal import CatalogName, console, progress_bars, read_settings, remedies, show_report

if TYPE_CHECKING:
    from data.catalog.reports import ImportReport
    from floorwalker.steps.catalog_imports import Source
    from floorwalker.steps.preparation import Preparation

# Loading bars of the libraries, and their hints at each other, would stand between our own.
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TQDM_DISABLE", "1")

app = typer.Typer(help="The shopping assistant that a shop runs itself.", no_args_is_help=True, add_completion=False)
models.app.command()(judging.judge)
app.add_typer(mapping.app, name="mapping")
app.add_typer(models.app, name="models")
app.add_typer(products.app, name="products")
app.add_typer(feeds.app, name="feed")
app.add_typer(rules.app, name="rules")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(pages.app, name="pages")
app.add_typer(queue.app, name="queue")
app.add_typer(agents.app, name="agents")
app.add_typer(privacy.app, name="privacy")
app.add_typer(lessons.app, name="lessons")
app.add_typer(log.app, name="log")
app.add_typer(labels.app, name="labels")
app.add_typer(turns.app, name="turns")
app.command("import")(imports.import_)
app.command()(changes.changes)
app.command()(train.train)
app.command()(report.report)
app.command()(up.up)
app.command()(retrain.retrain)
app.command()(teach.teach)
app.command("teach-acts")(teach_acts.teach_acts)


@app.callback()
def main() -> None:
    """The shopping assistant that a shop runs itself."""
    keep_private()


@contextmanager
def _preparing(catalog: str = "") -> Iterator[Preparation]:
    """The preparation steps, with a progress bar for each that is long."""
    from floorwalker.steps.preparation import Preparation

    with remedies(), progress_bars() as track:
        yield Preparation(read_settings(catalog), track)


@app.command()
def index(catalog: CatalogName = "") -> None:
    """Embed the products of the imported catalog, with all changes since, and build their index."""
    with _preparing(catalog) as preparation:
        built = preparation.index(changes=True)
    console.print("The index is built and in use." if built else "The index is up to date.")


@app.command("train-assistant")
def train_assistant() -> None:
    """Train the Rasa model, which is the same for every catalog: rules, slots, patterns, responses."""
    with _preparing() as preparation:
        trained = preparation.train_assistant()
    console.print("The assistant is trained." if trained else "The assistant is up to date.")


@app.command()
def demo() -> None:
    """Generate the demo catalog and import it."""
    with _preparing() as preparation:
        report = preparation.import_catalog(preparation.demo())
    show_report(report)


@app.command()
def prepare(
    catalog: CatalogOption = "",
    format: FormatOption = AUTO,
    mapping: MappingOption = None,
    *,
    assistant: Annotated[bool, typer.Option(help="The assistant too, which is the same for every catalog.")] = True,
    only: Annotated[str, typer.Option(help="Of several catalogs, one alone: its name, or main.")] = "",
) -> None:
    """Prepare what has changed (catalog, index, assistant) and run nothing: the set-up of a deployment."""
    from floorwalker.steps.preparation import Preparation

    settings, report = read_settings(only), None
    with remedies(), progress_bars() as track:
        if catalog and settings.catalog:
            raise StepFailed(
                f"--catalog: a file becomes the main catalog here, and --only names {settings.catalog}",
                f"run: floorwalker import {catalog} --catalog {settings.catalog}, then prepare without --catalog",
            )
        steps = [Preparation(one, track) for one in ([settings] if only else each(settings))]
        for preparation in steps:
            preparation.refuse_missing()
        for preparation in steps:
            if not preparation.name:
                report = _import(preparation, catalog, format, mapping)
            _prepare(preparation)
        if assistant:
            with console.status("Preparing the assistant"):
                Preparation(settings, track).train_assistant()
    if report is not None:
        show_report(report)


def _import(preparation: Preparation, catalog: str, format: str, mapping: Path | None) -> ImportReport | None:
    """The import's report if there was something to import."""
    source = _source(preparation, catalog, format, mapping)
    return preparation.import_catalog(source) if source else None


def _prepare(preparation: Preparation) -> None:
    """Runs every step of a catalog that has something to do."""
    preparation.index()
    if said := preparation.train_ranker():
        console.print(f"{preparation.name}: {said}" if preparation.name else said, highlight=False)


def _source(preparation: Preparation, catalog: str, format: str, mapping: Path | None) -> Source | None:
    """What to import: the file named, the demo if it is named or nothing was imported yet, or else nothing."""
    from floorwalker.steps.catalog_imports import Source

    if catalog and catalog != "demo":
        return Source.of(Path(catalog), format, mapping)
    if catalog == "demo" or preparation.store().active() is None:
        return preparation.demo()
    return None


@app.command()
def chat(
    url: Annotated[str, typer.Option(help="Base URL of the gateway; this host's if not given.")] = "",
    site_key: Annotated[str, typer.Option(help="Site key of the shop.")] = "demo",
) -> None:
    """Talk to the running assistant in this terminal."""
    import httpx

    from floorwalker.commands.chat import ChatSession, converse

    with remedies(), httpx.Client(base_url=url or read_settings().gateway, timeout=30.0) as client:
        converse(ChatSession(client, site_key), console, lambda: console.input("[bold cyan]you> [/bold cyan]"))


@app.command()
def doctor() -> None:
    """Say what is missing or broken, and the remedy."""
    from floorwalker.commands.doctor import examine

    table = Table("", "what", "state", "remedy", box=None)
    with remedies():
        findings = list(examine(read_settings()))
    for finding in findings:
        mark = "[green]ok[/green]" if finding.is_well else "[red]!![/red]" if finding.fatal else "[yellow]--[/yellow]"
        table.add_row(mark, finding.subject, escape(finding.state), escape(finding.remedy))
    console.print(table)
    if any(finding.fatal and not finding.is_well for finding in findings):
        raise typer.Exit(1)


@app.command(hidden=True)
def serve(name: str, catalog: CatalogName = "") -> None:
    """Run one process in the foreground: gateway, recommender (of a catalog), actions, rasa or jobs."""
    from floorwalker.processes.specs import serve as serve_process

    with remedies():
        serve_process(name, read_settings(catalog))
