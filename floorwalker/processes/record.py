"""How the processes fare, in a file for whoever asks: the gateway tells it at /ready and /metrics.

A process is `unstable` while it stopped `MANY` times within `WINDOW` seconds.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from data.files import replace_text

_log = logging.getLogger(__name__)
WINDOW = 300.0
MANY = 5
SERVED = 5.0
"""Seconds of being ready after which a start was not in vain: whatever ended it then is not how it starts."""
MOST_PAUSE = 30.0
"""Seconds to the next start of a process whose starts are in vain again and again."""


@dataclass(slots=True)
class Fate:
    """One process: its state ("starting", "ready", "stopped"), how often it was started again, why it stopped last."""

    state: str = "starting"
    restarts: int = 0
    why: str | None = None
    stops: deque[float] = field(default_factory=deque)
    """When it stopped, by the monotonic clock; those of the last `WINDOW` seconds."""
    ready_at: float | None = None
    """Since when it is ready, by that clock."""
    vain: int = 0
    """How many starts in a row were in vain."""

    @property
    def recent(self) -> int:
        """How often it stopped within the window."""
        while self.stops and time.monotonic() - self.stops[0] >= WINDOW:
            self.stops.popleft()
        return len(self.stops)

    @property
    def pause(self) -> float:
        """Seconds before it is started again: none after one that served, nor after one start in vain; then 1, 2, 4,
        …, `MOST_PAUSE`."""
        return 0.0 if self.vain < 2 else min(MOST_PAUSE, 2.0 ** (self.vain - 2))


class Record:
    """The fates of all processes. A file that cannot be written stops nothing: that is logged."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._written: dict[str, object] = {}
        self.fates: dict[str, Fate] = {}

    def becomes(self, name: str, state: str) -> None:
        """Notes a state."""
        fate = self.fates.setdefault(name, Fate())
        fate.state, fate.ready_at = state, time.monotonic() if state == "ready" else None
        self.write()

    def stopped(self, name: str, why: str) -> Fate:
        """Notes that a process stopped, which is started again."""
        fate = self.fates.setdefault(name, Fate())
        is_vain = fate.ready_at is None or time.monotonic() - fate.ready_at < SERVED
        fate.vain = fate.vain + 1 if is_vain else 0
        fate.state, fate.why, fate.ready_at = "stopped", why, None
        fate.restarts += 1
        fate.stops.append(time.monotonic())
        self.write()
        return fate

    def write(self) -> None:
        """Puts the file in place if it says something else by now: an unstable process becomes stable by itself."""
        told: dict[str, object] = {
            name: {"state": one.state, "restarts": one.restarts, "unstable": one.recent >= MANY, "why": one.why}
            for name, one in self.fates.items()
        }
        if self._file is None or told == self._written:
            return
        self._written = told
        try:
            replace_text(self._file, json.dumps(told))
        except OSError as error:
            _log.warning("how the processes fare cannot be written: %s", error)
