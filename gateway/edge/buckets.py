"""How often something may happen over one connection: a bucket that drips."""

from __future__ import annotations

import time


class Bucket:
    """Holds `most` and refills by `per_second`; what is taken of an empty one is too much."""

    def __init__(self, most: float, per_second: float) -> None:
        self._most = most
        self._per_second = per_second
        self._left = most
        self._at = time.monotonic()

    def take(self) -> bool:
        """Takes one; False if there is none."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
