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
MOST_PAUSE = 30.0
"""Seconds to the next start of a process that stops again and again."""


@dataclass(slots=True)
class Fate:
    """One process: its state ("starting", "ready", "stopped"), how often it was started again, why it stopped last."""

    state: str = "starting"
    restarts: int = 0
    why: str | None = None
    stops: deque[float] = field(default_factory=deque)
    """When it stopped, by the monotonic clock; those of the last `WINDOW` seconds."""

    @property
    def recent(self) -> int:
        """How often it stopped within the window."""
        while self.stops and time.monotonic() - self.stops[0] >= WINDOW:
            self.stops.popleft()
        return len(self.stops)

    @property
    def pause(self) -> float:
        """Seconds before it is started again: none after a first stop, then 1, 2, 4, …, `MOST_PAUSE`."""
        return 0.0 if self.recent < 2 else min(MOST_PAUSE, 2.0 ** (self.recent - 2))


class Record:
    """The fates of all processes. A file that cannot be written stops nothing: that is logged."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._written: dict[str, object] = {}
        self.fates: dict[str, Fate] = {}

    def becomes(self, name: str, state: str) -> None:
        """Notes a state."""
        self.fates.setdefault(name, Fate()).state = state
        self.write()

    def stopped(self, name: str, why: str) -> Fate:
        """Notes that a process stopped, which is started again."""
        fate = self.fates.setdefault(name, Fate())
        fate.state, fate.why = "stopped", why
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
