"""How a process of ours is ended, and how its end is told."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

STOP_SECONDS = 10.0
"""How long a process may take to end by itself before it is killed."""


async def end(process: asyncio.subprocess.Process) -> None:
    """Ends the process, which leads a group of its own, and everything in that, kindly first."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    await kill(process)


async def kill(process: asyncio.subprocess.Process) -> None:
    """Ends the process and its group at once, one that is stopped or hangs too."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def told(code: int | None) -> str:
    """An exit code in words: "ended by SIGKILL", "ended with 1"."""
    if code is None:
        return "runs"
    try:
        return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
    except ValueError:
        return f"ended by signal {-code}"
