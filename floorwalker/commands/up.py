"""`floorwalker up`: prepares what has changed, and runs the four processes until a signal stops them."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from data.catalog.formats import AUTO
from floorwalker.bound import bound
from floorwalker.commands.imports import CatalogOption, FormatOption, MappingOption
from floorwalker.home import Home
from floorwalker.terminal import console, read_settings, remedies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from floorwalker.processes.stopping import Stop
    from floorwalker.processes.supervisor import ProcessSpec
    from floorwalker.settings import Settings

_log = logging.getLogger(__name__)
_BY_SIGNAL = 128
"""What a shell adds to a signal's number to make an exit code."""


def up(catalog: CatalogOption = "", format: FormatOption = AUTO, mapping: MappingOption = None) -> None:
    """Prepare what has changed, run the four processes, and print the URL to open. Ctrl-C stops them all."""
    from floorwalker.fitness import refuse_unfit
    from floorwalker.processes.specs import process_specs, refuse_unusable_chat_model
    from floorwalker.processes.supervisor import refuse_taken_ports

    settings = read_settings()
    with remedies():
        specs = process_specs(settings)
        refuse_unfit(settings)
        refuse_taken_ports(specs, settings.host)
        refuse_unusable_chat_model(settings)
        _log_to(Home(settings.home).logs / "supervisor.log")
    options = ["--catalog", catalog, "--format", format, *(["--mapping", str(mapping)] if mapping else [])]
    with remedies():
        asyncio.run(_run(settings, specs, options))
    console.print("All processes are stopped.")


async def _run(settings: Settings, specs: Sequence[ProcessSpec], options: Sequence[str]) -> None:
    from floorwalker.processes.jobs import Worker
    from floorwalker.processes.record import Record
    from floorwalker.processes.reports import Reports
    from floorwalker.processes.schedule import Schedule
    from floorwalker.processes.stopping import Stop
    from floorwalker.processes.supervisor import Supervisor

    stop = Stop()
    await _prepare(options, stop)

    async def announce() -> None:
        console.print(f"\n[bold green]Floorwalker is ready: {settings.gateway}[/bold green]   (Ctrl-C stops it)")
        await asyncio.to_thread(_say_how_to_sign_in, settings)
        await asyncio.gather(Schedule(settings).run(), Reports(settings).run(), Worker(settings).run())

    def report_state(name: str, state: str) -> None:
        console.print(f"  {datetime.now().astimezone():%H:%M:%S} {name:12} {state}", highlight=False)

    home = Home(settings.home)
    await Supervisor(specs, home.logs, report_state, Record(home.processes)).run(announce, stop)


async def _prepare(options: Sequence[str], stop: Stop) -> None:
    """Runs `prepare` as a process of its own: the language model's 300 MB go when it ends, the supervisor stays.

    Raises typer.Exit where it fails, or a signal comes; then nothing of it runs any more.
    """
    from floorwalker.processes.ending import end

    command = bound([sys.executable, "-m", "floorwalker", "prepare", *options])
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True)
    waits = [asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await end(process)
    if stop.signal is not None:
        console.print(
            f"Stopped by {stop.signal.name} while preparing: nothing is left running, and the next start goes on from"
            " what was finished."
        )
        raise typer.Exit(_BY_SIGNAL + stop.signal)
    if process.returncode != 0:
        raise typer.Exit(process.returncode or 1)


def _log_to(file: Path) -> None:
    """Writes what the supervisor and what runs beside it have to say to a file, with times; warnings are shown too."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written, said = logging.FileHandler(file, encoding="utf-8"), logging.StreamHandler()
    said.setLevel(logging.WARNING)
    form = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    ours = logging.getLogger("floorwalker")
    ours.setLevel(logging.INFO)
    for handler in (written, said):
        handler.setFormatter(form)
        ours.addHandler(handler)


def _say_how_to_sign_in(settings: Settings) -> None:
    """Where agents sign in; where there is none yet, an admin is made, whose password is shown this once."""
    from floorwalker.steps.first_admin import NAME, make_first_admin

    password = make_first_admin(settings)
    console.print(f"Agents sign in at {settings.gateway}/console/", highlight=False)
    if password is not None:
        console.print(f"  name: {NAME}   password: [bold]{password}[/bold]", highlight=False)
        console.print(
            "  It is shown this once. A new one: floorwalker agents password admin\n"
            "  A second factor: floorwalker agents factor admin. Colleagues: floorwalker agents add NAME",
            highlight=False,
        )
