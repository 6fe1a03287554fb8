"""Whether a process still answers: how one that hangs is told from one that is busy, or that a busy machine starves."""

from __future__ import annotations

import time

import httpx
import psutil

PAUSE = 1.0
"""Seconds from one answer to the next question."""
PATIENCE = 3.0
"""Seconds within which it should answer."""
MOST_SILENT = 3
"""Questions in a row without an answer, after which a process that does nothing meanwhile counts as hanging: some ten
seconds."""
MOST_BUSY = 20
"""The same of one that computes, or waits for a core or a disk: about a minute."""
_LEAST_WORK = 0.1
"""Seconds of computing during a question that make a process a busy one; background threads need less."""
_WAITING = {psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP}


class Pulse:
    """The answers of one process at one address. Any answer counts, also that it is not ready.

    Questions are counted, not time, so that a machine that was suspended finds its processes well.
    """

    def __init__(self, client: httpx.AsyncClient, url: str, pid: int) -> None:
        self._client = client
        self._url = url
        self._process = psutil.Process(pid)
        self._since: float | None = None
        self._silent = self._busy = 0

    async def beat(self) -> str | None:
        """Asks once; how long there was no answer and what the process does, in words, once it counts as hanging."""
        begun, worked = time.monotonic(), self._worked()
        try:
            await self._client.get(self._url, timeout=PATIENCE)
        except httpx.HTTPError:
            self._since = self._since or begun
        else:
            self._since, self._silent, self._busy = None, 0, 0
            return None
        is_busy = self._worked() - worked >= _LEAST_WORK or self._process.status() in _WAITING
        self._busy, self._silent = self._busy + is_busy, self._silent + (not is_busy)
        if self._silent < MOST_SILENT and self._busy < MOST_BUSY:
            return None
        return f"has not answered for {time.monotonic() - self._since:.0f} s (its state: {self._process.status()})"

    def _worked(self) -> float:
        """Seconds of computing so far. Raises psutil.NoSuchProcess."""
        times = self._process.cpu_times()
        return float(times.user + times.system)
