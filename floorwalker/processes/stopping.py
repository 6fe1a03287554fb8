"""What asks `floorwalker up` to stop: SIGINT (Ctrl-C), SIGTERM, and SIGHUP (the terminal is closed)."""

from __future__ import annotations

import asyncio
import logging
import signal

_log = logging.getLogger(__name__)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Waits for one of the signals, from when it is made, in the running event loop. Which one came is logged, with the
    time, and known afterwards."""

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None
        self._came = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._take, number)

    async def wait(self) -> None:
        """Returns when a signal came."""
        await self._came.wait()

    def _take(self, number: signal.Signals) -> None:
        _log.warning("%s came: everything is stopped", number.name)
        self.signal = self.signal or number
        self._came.set()
