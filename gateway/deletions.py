"""Conversations that their shoppers delete: at once out of the database, soon after out of files (`data.privacy`)."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.privacy import deletion
from data.privacy.erasure import ErasureRunning
from data.privacy.places import Places
from gateway.background import cancelled

log = logging.getLogger(__name__)
PAUSE = 30.0
"""Seconds until files are swept, for all that was deleted meanwhile: turns that were under way have ended by then."""


class Deletions:
    """Deletes from the database behind `engine`, and sweeps the home while the gateway runs."""

    def __init__(self, engine: Engine, places: Places | None) -> None:
        self._engine = engine
        self._places = places
        self._said: dict[str, list[str]] = {}
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, in the running event loop, with what was left by gateways that died."""
        if self._places is not None:
            self._wanted.set()
            self._task = asyncio.create_task(self._keep(self._places))

    async def stop(self) -> None:
        """Ends; what was not swept, the next start does."""
        await cancelled(self._task)

    async def delete(self, conversation_id: str) -> None:
        """Deletes a conversation, which is gone when this returns. Raises sqlalchemy's errors and OSError."""
        said = await asyncio.to_thread(deletion.delete, self._engine, self._places, conversation_id)
        self._said[conversation_id] = said
        self._wanted.set()

    async def _keep(self, places: Places) -> None:
        while True:
            await self._wanted.wait()
            await asyncio.sleep(PAUSE)
            self._wanted.clear()
            if not await self._is_swept(places):
                self._wanted.set()

    async def _is_swept(self, places: Places) -> bool:
        """Sweeps; False where it is to be tried again."""
        said = dict(self._said)
        try:
            count = await asyncio.to_thread(deletion.sweep, self._engine, places, said)
        except ErasureRunning:
            return False
        except (SQLAlchemyError, OSError, ValueError):  # whatever it is, shoppers are answered
            log.exception("files were not swept after conversations were deleted; it is tried again")
            return False
        for id in said:
            self._said.pop(id, None)
        if count:
            log.info("swept files after %d conversations were deleted by their shoppers", count)
        return True
