"""`floorwalker log`: what the log holds, the log as files, and old conversations moved out of the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from floorwalker.errors import StepFailed
from floorwalker.terminal import console, opened, progress_bars, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from floorwalker.settings import Settings

app = typer.Typer(help="Say what the conversation log holds, export it, archive what is old.", no_args_is_help=True)
LEAST_DAYS = 2
"""Younger conversations may still go on (`gateway.config.GatewayConfig.session_lifetime`)."""
_Item = TypeVar("_Item")
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Conversations that began then (UTC).")
]
UntilOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Those before that day (UTC).")]


@contextmanager
def _log() -> Iterator[tuple[Settings, Engine]]:
    settings = read_settings()
    with opened(settings) as engine:
        try:
            yield settings, engine
        except OSError as error:
            raise StepFailed(
                f"{error.filename or 'a file'} cannot be written: {error.strerror or error}",
                "free space there, or name another folder, and run the command again; nothing is lost",
            ) from error


@app.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False) -> None:
    """Say how much the log holds, since when, how many events are joined, and what was kept apart."""
    from data.conversations.archive import paths
    from data.conversations.statistics import read_statistics
    from floorwalker.home import Home

    with _log() as (settings, engine):
        found = read_statistics(engine)
    archives = {path.name: path.stat().st_size for path in paths(Home(settings.home).archive)}
    if as_json:
        known = asdict(found) | {"joined": found.joined, "archives": archives}
        console.print_json(json.dumps(known, default=str))
        return
    console.print(f"from {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}" if found.first and found.last else "empty")
    for name, count in found.rows.items():
        aside = f" ({found.with_consent} with consent to analytics)" if name == "conversations" else ""
        console.print(f"  {name.replace('_', ' '):20} {count}{aside}", highlight=False)
    console.print(f"events joined to the list that showed their product: {100 * found.joined:.2f} %", highlight=False)
    for kind, (joined, all) in sorted(found.events.items()):
        console.print(f"  {kind:20} {joined} of {all}", highlight=False)
    for reason, count in sorted(found.kept_apart.items()):
        console.print(f"kept apart, {count} times: {reason}", highlight=False)
    console.print(f"database {found.bytes / 1e6:.1f} MB, catalog included", highlight=False)
    console.print(f"archives {sum(archives.values()) / 1e6:.1f} MB in {len(archives)} files", highlight=False)


@app.command()
def export(
    folder: Path,
    ubi: Annotated[bool, typer.Option("--ubi", help="As User Behavior Insights 1.3.0.")] = False,
    since: SinceOption = None,
    until: UntilOption = None,
) -> None:
    """Write conversations with consent to files: JSON lines, without the names of shoppers."""
    from data.conversations.exporting import export_sessions, export_ubi
    from data.conversations.sessions import count_sessions, read_sessions
    from data.privacy.audit import note, operator
    from data.privacy.pseudonyms import Pseudonyms, shoppers_key
    from floorwalker.keeping import places

    with _log() as (settings, engine), progress_bars() as track:
        if since is not None and until is not None and since >= until:
            raise StepFailed("--since: it must be before --until", "give an earlier day; --until is not included")
        if folder.exists() and not folder.is_dir():
            raise StepFailed(f"FOLDER: {folder} is a file", "name a folder, which is made if there is none")
        total = count_sessions(engine, since=since, until=until)
        sessions = _counted(read_sessions(engine, since=since, until=until), track("exporting"), total)
        key = shoppers_key(places(settings).keys, settings.shopper_key.get_secret_value())
        written = (export_ubi if ubi else export_sessions)(sessions, folder, Pseudonyms(key).of)
        note(engine, operator(), "export", "log", conversations=total, as_ubi=ubi)
    for name, count in written.items():
        console.print(f"{folder / name}: {count} lines", highlight=False)


@app.command()
def archive(
    older_than: Annotated[
        int, typer.Option(metavar="DAYS", help=f"Days since the last message; {LEAST_DAYS} or more.")
    ],
) -> None:
    """Move old conversations with consent to compressed files in home/archive, one a month."""
    from data.conversations.archive import archive as move
    from data.privacy.audit import note, operator
    from floorwalker.home import Home

    with _log() as (settings, engine):
        if older_than < LEAST_DAYS:
            raise StepFailed(f"--older-than: {older_than} is too few", f"give {LEAST_DAYS} or more: others may go on")
        before = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=older_than)
        with console.status("archiving"):
            moved = move(engine, Home(settings.home).archive, before)
        note(engine, operator(), "archive", "log", conversations=moved.conversations, older_than_days=older_than)
    console.print(f"{moved.conversations} conversations are archived", highlight=False)
    for path in moved.files:
        console.print(f"  {path}", highlight=False)


def _counted(items: Iterable[_Item], report: Callable[[int, int], None], total: int) -> Iterator[_Item]:
    for number, item in enumerate(items, start=1):
        yield item
        report(number, total)
