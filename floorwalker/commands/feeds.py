"""`floorwalker feed`: addresses from which the catalog is fetched again and again (docs/staying-current.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.table import Column, Table

from data.catalog.formats import AUTO, FORMATS
from data.conversations.log import now
from data.database import upgrade
from data.errors import DataError
from data.steering import feeds
from data.steering.feeds import LEAST_EVERY, MOST_EVERY
from data.steering.refusals import JobRefused
from floorwalker.catalogs import MAIN, of_catalog
from floorwalker.commands.imports import FormatOption, MappingOption
from floorwalker.errors import StepFailed
from floorwalker.processes.job_commands import UNCHANGED
from floorwalker.terminal import CatalogName, console, opened, progress_bars, read_settings

app = typer.Typer(help="Keep the catalog current from an address.", no_args_is_help=True)
_EVERY = re.compile(r"(\d+)\s*(m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
NameArgument = Annotated[str, typer.Argument(help="Of the feed, as `feed list` gives it.")]


def interval(text: str) -> timedelta:
    """How long "90m", "1h" or "1d" is. Raises StepFailed for what is none, or out of bounds."""
    match = _EVERY.fullmatch(text.strip())
    every = int(match[1]) * _UNITS[match[2][0].lower()] if match and len(match[1]) < 6 else None
    if every is None or not LEAST_EVERY <= every <= MOST_EVERY:
        raise StepFailed(f"--every: {text!r} is no interval from 5m to 31d", "write it as 30m, 1h or 1d")
    return every


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="https address of the file; it may carry user:password@.")],
    every: Annotated[str, typer.Option(help="How often it is looked at: 30m, 1h, 1d.")] = "1h",
    name: Annotated[str, typer.Option(help="What it is called here; its host if not given.")] = "",
    format: FormatOption = AUTO,
    mapping: MappingOption = None,
    catalog: CatalogName = "",
    *,
    instead: Annotated[bool, typer.Option("--instead", help="In place of the feed that there is.")] = False,
) -> None:
    """Fetch the catalog from an address from now on, by the worker of `floorwalker up` or `serve jobs`."""
    from floorwalker.steps.fetching import check_address

    settings = read_settings(catalog)
    upgrade(settings.database)
    with opened(settings) as engine:
        check_address(url, settings.feed_hosts)
        if format not in (AUTO, *FORMATS):
            raise StepFailed(f"--format: {format!r} is not known", f"name one of {', '.join(FORMATS)}")
        called = name or re.sub(r"[^a-z0-9]+", "-", (urlsplit(url).hostname or "").lower()).strip("-")
        text = _mapping(mapping)
        with _told():
            feed = feeds.add(
                engine,
                called,
                url,
                interval(every),
                format=format,
                mapping=text,
                at=now(),
                catalog=settings.catalog,
                instead=instead,
            )
    console.print(
        f"{feed.name}: {feed.shown_url} is looked at every {every}, first now, while a worker runs.", highlight=False
    )


def _mapping(path: Path | None) -> str | None:
    """The text of a mapping file, which is checked. Raises MappingInvalid."""
    from data.catalog.importers.mapping import read_mapping

    if path is None:
        return None
    read_mapping(path)
    return path.read_text(encoding="utf-8")


@app.command("list")
def list_() -> None:
    """All feeds, and how each fares."""
    settings = read_settings()
    upgrade(settings.database)
    with opened(settings) as engine:
        found = feeds.listed(engine)
    if not found:
        console.print("There are no feeds; see: floorwalker feed add --help")
        return
    columns: list[str | Column] = ["feed", Column("address", overflow="fold"), "every", "state", "last import", "next"]
    several = any(feed.catalog for feed in found)
    table = Table(*columns, *(["catalog"] if several else []), box=None)
    for feed in found:
        state = f"{feed.state} ({feed.failures} times)" if feed.failures else feed.state
        every = str(timedelta(seconds=feed.every))
        at = "" if feed.imported_at is None else f"{feed.imported_at:%Y-%m-%d %H:%M} UTC"
        row = [feed.name, feed.shown_url, every, state, at, f"{feed.due_at:%Y-%m-%d %H:%M} UTC"]
        table.add_row(*row, *([feed.catalog or MAIN] if several else []))
    console.print(table, highlight=False, markup=False)
    for feed in found:
        if feed.problem:
            console.print(f"{feed.name}: {feed.problem}", highlight=False, markup=False)


@app.command()
def remove(name: NameArgument) -> None:
    """Fetch it no more; the catalog stays as it is."""
    with opened(read_settings()) as engine, _told():
        feeds.remove(engine, name)
    console.print(f"{name} is fetched no more.", highlight=False)


@app.command()
def run(
    name: NameArgument,
    *,
    force: Annotated[bool, typer.Option("--force", help="Also if it is unchanged, or much smaller.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of lines.")] = False,
) -> None:
    """Fetch it now and import what is new; then run: floorwalker prepare."""
    from floorwalker.steps.feeding import Feeding, told
    from floorwalker.steps.preparation import Preparation

    settings = read_settings()
    upgrade(settings.database)
    with opened(settings) as engine, progress_bars() as track, _told():
        try:
            fed = Feeding(settings, engine, track).run(name, force=force)
        except (StepFailed, DataError) as error:
            if not as_json:
                raise
            typer.echo(told(error))
            raise typer.Exit(1) from error
        # One whose index an earlier job did not come to is not done with.
        own = of_catalog(settings, feeds.read(engine, name).catalog)
        is_served = fed.outcome == "unchanged" and Preparation(own, track).is_indexed()
    if as_json:
        typer.echo(json.dumps({"outcome": fed.outcome, "report": fed.report}))
    elif fed.report is None:
        console.print("There is nothing new." if is_served else "There is nothing new; run: floorwalker prepare")
    else:
        console.print(f"{fed.report['kept']} products are imported; run: floorwalker prepare", highlight=False)
    if is_served:
        raise typer.Exit(UNCHANGED)


@contextmanager
def _told() -> Iterator[None]:
    """Says refusals of feeds as the command's own."""
    try:
        yield
    except JobRefused as error:
        problem, _, remedy = str(error).rpartition("; ")
        raise StepFailed(problem, remedy) from error
