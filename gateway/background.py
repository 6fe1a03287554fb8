"""What runs beside the requests, for as long as the gateway does."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any


async def cancelled(task: asyncio.Task[Any] | None) -> None:
    """Cancels a task, if there is one, and waits until it has ended. Raises what it ended with, if it was not that."""
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
