"""Asks Rasa for a shopper who waits: again while a part is down, for as long as patience lasts.

A part that restarts is back within seconds, and nobody is to notice more than that. While one is down, one message at a
time tries whether it is back, the others wait for that: else those who wait would be the load that keeps it down.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from prometheus_client import Counter

from gateway.rasa import Rasa, RasaUnavailable

WAITED = Counter(
    "floorwalker_turns_waited", "Turns that waited for a part that was down, by what came of it", ["outcome"]
)
PAUSE = 0.25
"""Seconds between two tries."""
MOST_FAILURES = 2
"""Tries of a message at which Rasa fails though nothing is down; the second may have been bad luck of the first."""


class Asking:
    """Takes turns at Rasa. For all conversations of one gateway."""

    def __init__(self, rasa: Rasa) -> None:
        self._rasa = rasa
        self._is_down = False
        self._trying = asyncio.Lock()

    async def ask(
        self,
        conversation_id: str,
        text: str,
        metadata: dict[str, Any],
        *,
        message_id: str | None,
        again: bool = False,
        until: float = 0.0,
        waits: Callable[[], None] = lambda: None,
    ) -> list[dict[str, Any]]:
        """The items of Rasa's answer, one try at least, and others until that time (`time.monotonic`); `waits` is
        called before the first of these. `again`: the message may have been sent before. Raises RasaUnavailable."""
        failures, has_waited = 0, False
        while True:
            try:
                items = await self._try(conversation_id, text, metadata, message_id, again, until, has_waited)
            except RasaUnavailable as error:
                failures += not error.is_down
                again |= error.was_asked
                if time.monotonic() + PAUSE >= until or failures >= MOST_FAILURES:
                    WAITED.labels("in vain").inc(has_waited)
                    raise
                if not has_waited:
                    has_waited = True
                    waits()
                await asyncio.sleep(PAUSE)
            else:
                WAITED.labels("answered").inc(has_waited)
                return items

    async def _try(
        self,
        conversation_id: str,
        text: str,
        metadata: dict[str, Any],
        message_id: str | None,
        again: bool,
        until: float,
        has_tried: bool,
    ) -> list[dict[str, Any]]:
        async def send() -> list[dict[str, Any]]:
            left = max(PAUSE, until - time.monotonic()) if has_tried else None
            try:
                items = await self._rasa.send(
                    conversation_id, text, metadata, message_id=message_id, again=again, within=left
                )
            except RasaUnavailable as error:
                self._is_down = error.is_down
                raise
            self._is_down = False
            return items

        if not self._is_down:
            return await send()
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await self._trying.acquire()
        except TimeoutError as error:
            raise RasaUnavailable("a part is down, and others wait for it, too", was_asked=False) from error
        try:
            if self._is_down:
                return await send()
        finally:
            self._trying.release()
        return await send()
