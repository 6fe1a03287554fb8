"""What every command shares: the console, the settings, and how a failure is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from data.errors import DataError, ImportFailed
from floorwalker.catalogs import of_catalog
from floorwalker.errors import CommandFailed, StepFailed
from floorwalker.settings import Settings
from floorwalker.steps import Track
from ranker.errors import RankerError
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from data.catalog.reports import ImportReport

console = Console()
_FREE = (
    "free space where FLOORWALKER_HOME and the database are, or let FLOORWALKER_HOME lead elsewhere, and run it again"
)
_LET_WRITE = "let FLOORWALKER_HOME and what is in it be written by this user, or name another folder, and run it again"
CatalogName = Annotated[
    str, typer.Option("--catalog", help="Of several catalogs, which one; the main one if not given.")
]
_OF_STORAGE = {ENOSPC: _FREE, EDQUOT: _FREE, EROFS: _LET_WRITE, EACCES: _LET_WRITE, EPERM: _LET_WRITE}
"""What a disk may refuse, and what to do; other failures of the system are unforeseen."""
_YEARS = 2000, 2200
"""What a shop's log may have; other days are slips, and months from them would be out of the calendar."""


@contextmanager
def remedies() -> Iterator[None]:
    """Shows what failed and what to do next, and exits with 1; anything unforeseen keeps its traceback."""
    try:
        yield
    except CommandFailed as error:
        console.print(f"[red]{escape(error.problem)}[/red]\n  -> {escape(error.remedy)}", highlight=False)
        raise typer.Exit(1) from error
    except (DataError, RankerError, RetrievalError) as error:
        if isinstance(error, ImportFailed):
            show_report(error.report)
        console.print(f"[red]{escape(str(error))}[/red]", highlight=False)
        raise typer.Exit(1) from error
    except OSError as error:
        if error.errno not in _OF_STORAGE:
            raise
        where = f" ({error.filename})" if error.filename else ""
        console.print(
            f"[red]{escape(f'{error.strerror}{where}')}[/red]\n  -> {_OF_STORAGE[error.errno]}", highlight=False
        )
        raise typer.Exit(1) from error
    except SQLAlchemyError as error:
        problem = str(error).splitlines()[0]
        console.print(f"[red]the database does not answer as it should: {escape(problem)}[/red]", highlight=False)
        console.print("  -> check FLOORWALKER_DATABASE_URL, and that the database runs; then: floorwalker doctor")
        raise typer.Exit(1) from error


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The shop's database, for a command: what fails is shown as by `remedies`, and the connections are closed."""
    from data.database import connect

    with remedies():
        engine = connect(settings.database)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def progress_bars() -> Iterator[Track]:
    """For the steps of a command, a bar for each that is long; lines of them where nobody looks at a terminal."""
    if not console.is_terminal:
        yield progress_lines
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:

        def track(title: str) -> Callable[[int, int], None]:
            task = progress.add_task(title, total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield track


_EVERY = 10
"""Of how many percent progress is told in lines."""


def progress_lines(title: str) -> Callable[[int, int], None]:
    """Progress in lines on the standard error, so that what a command says stays alone on its output."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        part = 100 * done // max(1, total) // _EVERY
        if part != told:
            told = part
            typer.echo(f"{title}: {_EVERY * part} %", err=True)

    typer.echo(title, err=True)
    return tell


def read_settings(catalog: str = "") -> Settings:
    """The settings, of one of several catalogs if it is named; a bad one is named, and ends the command."""
    settings = _read_settings()
    try:
        return of_catalog(settings, catalog)
    except ValueError as error:
        console.print(f"[red]{escape(str(error))}[/red]", highlight=False)
        raise typer.Exit(1) from error


def _read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "FLOORWALKER_" + "_".join(map(str, problem["loc"])).upper() if problem["loc"] else "settings"
            console.print(f"[red]{name}: {escape(problem['msg'].removeprefix('Value error, '))}[/red]")
        console.print("  -> change the variable (or its line in .env) and run the command again")
        raise typer.Exit(1) from error
    except SettingsError as error:  # before any field is looked at
        named = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "settings")
        said = f'FLOORWALKER_{named.upper()}: must be JSON, as ["one", "two"] for a list'
        console.print(f"[red]{escape(said)}[/red]", highlight=False)
        console.print("  -> change the variable (or its line in .env) and run the command again")
        raise typer.Exit(1) from error


def read_day(option: str, said: str) -> datetime | None:
    """The day or moment that an option names, in UTC without a zone as the log has it. Raises StepFailed."""
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
        if not _YEARS[0] <= at.year <= _YEARS[1]:
            raise ValueError(said)
        return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError) as error:
        raise StepFailed(f"{option} {said} is no date", "give one as 2026-03-01") from error


def show_report(report: ImportReport) -> None:
    """What an import took, what it left out, and what to do about it."""
    from floorwalker.import_report import show

    show(report.shape(), console)
