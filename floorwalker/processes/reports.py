"""Reports on a schedule, so that what the console shows of the shop is never older than that: beside the processes of
`floorwalker up`, in a process of its own, at low priority.

One that fails is written to the log, and tried again at the next time; the last good one is shown until then.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta

from floorwalker.home import Home
from floorwalker.processes.schedule import run_apart
from floorwalker.settings import Settings

_log = logging.getLogger(__name__)
FIRST_PAUSE = timedelta(minutes=1)
"""After the start: first of all shoppers are answered."""
COMMAND = (sys.executable, "-m", "floorwalker", "report", "--gently")


class Reports:
    """Reports every so many hours until cancelled."""

    def __init__(
        self, settings: Settings, command: tuple[str, ...] = COMMAND, first_pause: timedelta = FIRST_PAUSE
    ) -> None:
        self._every = timedelta(hours=settings.report_every_hours)
        self._home = Home(settings.home)
        self._command = command
        self._pause = first_pause
        self._failed_at: datetime | None = None

    async def run(self) -> None:
        """Waits until one is due, makes it, and so on; at once ends without a schedule."""
        if not self._every:
            return
        await asyncio.sleep(self._pause.total_seconds())
        while True:
            await asyncio.sleep(max(self.wait(datetime.now(UTC)).total_seconds(), 0))
            began = datetime.now(UTC)
            code = await run_apart(self._command, self._home.logs / "report.log")
            _log.info("a scheduled report ended with %s", code)
            if self.wait(began) == timedelta():  # what it made is not there
                self._failed_at = began

    def wait(self, now: datetime) -> timedelta:
        """How long until the next is due: so many hours after the last; at once where there is none."""
        made = [at for at in (self._made_at(), self._failed_at) if at is not None]
        return max(timedelta(), max(made) + self._every - now) if made else timedelta()

    def _made_at(self) -> datetime | None:
        try:
            return datetime.fromtimestamp(self._home.dashboards.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
