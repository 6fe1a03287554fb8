"""One timer that is set, set again and cancelled, as a connection comes from one phase to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Alarm:
    """Calls `ring` once, so many seconds after it was set last."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[], None]) -> None:
        self._loop = loop
        self._ring = ring
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_set(self) -> bool:
        """Whether it will ring."""
        return self._handle is not None

    def set(self, seconds: float) -> None:
        """From now on, whatever was set before."""
        self.cancel()
        self._handle = self._loop.call_later(seconds, self._go)

    def cancel(self) -> None:
        """It does not ring."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _go(self) -> None:
        self._handle = None
        self._ring()
