"""Runs a command of ours as part of a job: at low priority, and not longer than the worker that began it.

`python -m floorwalker.processes.beside WORKER ARGUMENTS` is `floorwalker ARGUMENTS` in that way; WORKER is the number
of the worker's process.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_LOW_PRIORITY = 15
_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that comes when the parent ends. Linux; elsewhere a command outlives a worker that is killed."""


def main() -> None:
    """Runs the command line with the arguments of this process."""
    os.nice(_LOW_PRIORITY)
    _end_with(int(sys.argv.pop(1)))
    runpy.run_module("floorwalker", run_name="__main__")


def _end_with(worker: int) -> None:
    """Has this process killed when its parent, the worker, ends; ends it at once if that is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != worker:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
