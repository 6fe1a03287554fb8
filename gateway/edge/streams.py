"""How many WebSockets one address, and one session, may hold open; counted behind proxies too."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.errors import TooMany


class OpenStreams:
    """The WebSockets of this process by some key. To be used from the event loop's thread alone."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._open: Tally[str] = Tally()

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """One more while the block runs. Raises TooMany."""
        if self._open[key] >= self._most:
            raise TooMany(
                f"{self._most} streams of one {self._name} are open; close one of them, then try again",
                headers={"Retry-After": "10"},
            )
        self._open[key] += 1
        try:
            yield
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
