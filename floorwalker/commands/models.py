"""`floorwalker models`: which trained rankers there are, and which one is current.

A running recommender takes up a promotion or a rollback within seconds, without a restart.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from floorwalker.commands import trials
from floorwalker.home import Home
from floorwalker.processes.job_commands import NONE
from floorwalker.terminal import console, read_settings, remedies
from ranker.errors import ModelInvalid
from ranker.experience import read_experience
from ranker.experience_words import in_words
from ranker.registry import ANY, Manifest, Registry

_SCORE = "needs ndcg@5"
"""Of a manifest's metrics, what the list shows; the rest is in `show`."""

InsteadOf = Annotated[
    str, typer.Option("--instead-of", help="Only if this version is promoted still; none: if none is.")
]

app = typer.Typer(help="List, promote, try out and roll back trained rankers.", no_args_is_help=True)
app.registered_commands += trials.app.registered_commands


@app.command("list")
def list_() -> None:
    """List all versions, newest first; the promoted one is marked, and the one on trial."""
    registry = _registry()
    with remedies():
        history, plan = registry.history(), registry.trial()
        readable = registry.list()
    table = Table(box=None)
    for column in ("", "version", "made", "kind", "base model", "catalog", "nDCG@5"):
        table.add_column(column, no_wrap=column in ("", "version", "made"))
    for manifest in readable:
        mark = "[green]promoted[/green]" if history[-1:] == (manifest.version,) else ""
        if plan is not None and plan.version == manifest.version:
            mark = f"[yellow]{plan.kind} {plan.share:.0%}[/yellow]"
        table.add_row(mark, *map(escape, _row(manifest)))
    if not registry.versions():
        console.print("There are no models yet.")
        return
    console.print(table)
    for version in sorted(set(registry.versions()) - {manifest.version for manifest in readable}):
        console.print(f"[red]broken: {escape(_fault(registry, version))}[/red]", highlight=False)


@app.command()
def show(version: str) -> None:
    """Show how a version was made, what it scored, and whether its files are as they were."""
    registry = _registry()
    with remedies():
        manifest = registry.show(version)
        table = Table(box=None, show_header=False)
        for name, value in manifest.model_dump(mode="json", exclude={"config", "metrics", "files"}).items():
            table.add_row(name, escape(str(value)))
        for part, content in (("config", manifest.config), ("metrics", manifest.metrics)):
            for name, value in content.items():
                table.add_row(f"{part}.{escape(name)}", escape(json.dumps(value)))
        for path, digest in manifest.files.items():
            table.add_row("file", escape(f"{path}  {digest[:12]}"))
        console.print(table)
        registry.verify(version)
        experience = read_experience(Home(read_settings().home).models / version)
        for line in in_words(experience) if experience else ():
            console.print(escape(line), highlight=False)
    console.print("[green]All files are as they were registered.[/green]")


@app.command()
def promote(version: str, instead_of: InsteadOf = ANY) -> None:
    """Makes a version current, after a check of its files, and ends a trial."""
    with remedies():
        _registry().promote(version, instead_of=_named(instead_of))
    console.print(f"{version} is promoted.", highlight=False)


@app.command()
def rollback(instead_of: InsteadOf = ANY) -> None:
    """Makes the version current that was promoted before this one, and ends a trial."""
    with remedies():
        version = _registry().rollback(instead_of=_named(instead_of))
    none = "No model is promoted: the general ranker serves."
    console.print(f"{version} is promoted again." if version else none, highlight=False)


def _named(version: str) -> str | None:
    return None if version == NONE else version


def _registry() -> Registry:
    return Registry(Home(read_settings().home).models)


def _row(manifest: Manifest) -> tuple[str, ...]:
    metrics = f"{manifest.metrics[_SCORE]:.3f}" if _SCORE in manifest.metrics else ""
    made = manifest.created_at.date().isoformat()
    return manifest.version, made, manifest.kind, manifest.base_model, manifest.catalog_version, metrics


def _fault(registry: Registry, version: str) -> str:
    try:
        registry.show(version)
    except ModelInvalid as error:
        return str(error)
    return ""
