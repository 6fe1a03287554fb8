"""Whether the parts behind the gateway answer: asked once a second at the most, however often it is asked here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

FRESH_SECONDS = 1.0
Asked = Callable[[], Awaitable[bool]]


class Readiness:
    """The parts by name, and what asks each."""

    def __init__(self, parts: Mapping[str, Asked]) -> None:
        self._asked = parts
        self._asking = asyncio.Lock()
        self._said: dict[str, bool] = {}
        self._at = float("-inf")

    async def parts(self) -> dict[str, bool]:
        """Which of them answer."""
        async with self._asking:
            if time.monotonic() - self._at >= FRESH_SECONDS:
                said = await asyncio.gather(*(ask() for ask in self._asked.values()))
                self._said, self._at = dict(zip(self._asked, said, strict=True)), time.monotonic()
            return self._said
