"""A second process that waits beside one that serves, with all loaded, and takes over when that one stops.

What it costs is the memory of another one, so there is one only where `ROOM` times that is free. It waits before it
listens (`bot.standing_by`): a line on its standard input lets it go on, and the end of that ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import psutil

from bot.standing_by import VARIABLE
from floorwalker.processes.ending import end

_log = logging.getLogger(__name__)
FIRST_PAUSE = 5.0
"""Seconds after the other one is ready: shoppers who waited come first."""
AGAIN = 60.0
"""Seconds until it is looked again whether there is room, or whether it still waits."""
ROOM = 2.0
SPARE = 512 * 2**20
"""Bytes to be left free besides."""
_CGROUP = Path("/sys/fs/cgroup")
_Process = asyncio.subprocess.Process


class Standby:
    """What waits beside one process. `start` starts it, with more in its environment."""

    def __init__(self, name: str, start: Callable[[Mapping[str, str]], Awaitable[_Process]]) -> None:
        self._name = name
        self._start = start
        self._process: _Process | None = None
        self._task: asyncio.Task[None] | None = None

    def begin(self, pid: int) -> None:
        """From now on one waits beside the process `pid`, if there is room."""
        self._task = asyncio.create_task(self._keep(pid))

    async def take(self) -> _Process | None:
        """The one that waited, which goes on now; None if there is none."""
        await self._cancel()
        process, self._process = self._process, None
        if process is None or process.returncode is not None or process.stdin is None:
            return None
        process.stdin.write(b"\n")
        with contextlib.suppress(OSError):
            await process.stdin.drain()
        return process

    async def end(self) -> None:
        """None waits any more."""
        await self._cancel()
        if self._process is not None:
            await end(self._process)

    async def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self, pid: int) -> None:
        await asyncio.sleep(FIRST_PAUSE)
        while True:
            waits = self._process is not None and self._process.returncode is None
            with contextlib.suppress(psutil.NoSuchProcess):
                needs = psutil.Process(pid).memory_info().rss
                if not waits and free_memory() >= ROOM * needs + SPARE:
                    self._process = await self._start({VARIABLE: "1"})
                    _log.info("another %s waits beside the one that serves", self._name)
            await asyncio.sleep(AGAIN)


def free_memory() -> int:
    """Bytes that may still be used, by the machine and by this process's control group (version 2)."""
    free = int(psutil.virtual_memory().available)
    with contextlib.suppress(OSError, ValueError):
        most, used = ((_CGROUP / f"memory.{name}").read_text() for name in ("max", "current"))
        free = min(free, int(most) - int(used))  # "max" where there is no limit
    return free
