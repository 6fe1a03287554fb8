"""Retraining on a schedule, beside the processes of `floorwalker up`: in a process of its own, at low priority.

Two never run at once: the command itself sees to that, and one that another keeps from running is tried again soon. A
retraining that fails is written to the log, and tried again at the next time; nothing of it reaches the assistant.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from floorwalker.bound import bound
from floorwalker.environments import QUIET
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.processes.ending import end
from floorwalker.settings import Settings
from floorwalker.steps.retraining_record import Record

_log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "floorwalker", "retrain", "--gently", "--json")
BUSY = 4
"""The command's exit code where another retraining runs."""
NOTHING_YET = 3
"""Its exit code where the log cannot be learned from yet."""
_SOON = timedelta(minutes=5)
"""Until it is tried again where another one runs."""
_BEGAN = "schedule"
"""The file whose time says when the last scheduled one began, or since when there has been a schedule."""


class Schedule:
    """Retrains every so many hours until cancelled."""

    def __init__(self, settings: Settings, command: tuple[str, ...] = COMMAND) -> None:
        self._every = timedelta(hours=settings.retrain_every_hours)
        self._home = Home(settings.home)
        self._command = command

    async def run(self) -> None:
        """Waits until one is due, runs it, and so on; at once ends without a schedule."""
        if not self._every:
            return
        while True:
            await asyncio.sleep(max(self.wait(datetime.now(UTC)).total_seconds(), 0))
            began = datetime.now(UTC)
            code = await self._retrain()
            _log.info("a scheduled retraining ended with %s", code)
            if code == BUSY:
                await asyncio.sleep(_SOON.total_seconds())
            else:
                self._remember(began)

    def wait(self, now: datetime) -> timedelta:
        """How long until the next is due: so many hours after the last one that came to an end, the last scheduled one,
        though it failed, or the beginning of the schedule."""
        last, began = None, self._began()
        with contextlib.suppress(StepFailed):
            last = Record(self._home.retraining).last()
        if last is None and began is None:
            self._remember(now)
            began = now
        return max(timedelta(), max(at for at in (last, began) if at is not None) + self._every - now)

    def _began(self) -> datetime | None:
        try:
            return datetime.fromtimestamp((self._home.retraining / _BEGAN).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def _remember(self, began: datetime) -> None:
        path = self._home.retraining / _BEGAN
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (began.timestamp(), began.timestamp()))

    async def _retrain(self) -> int | None:
        return await run_apart(self._command, self._home.logs / "retrain.log")


async def run_apart(command: tuple[str, ...], log: Path) -> int | None:
    """Runs a command in a process of its own, and stops it if we are stopped; what it says goes to `log`. Its exit
    code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *bound(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **QUIET},
            start_new_session=True,  # as the supervisor's: Ctrl-C is for us to hand on
        )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await end(process)
