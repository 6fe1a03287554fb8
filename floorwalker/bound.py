"""Commands that end with the process that started them, however that ends: `kill -9` of it leaves none running.

Run as a program, `python -I -S bound.py PARENT NICENESS COMMAND…` asks Linux for that (prctl(2), PR_SET_PDEATHSIG) and
becomes the command, which keeps its number. It imports nothing of ours, so that it is done in some milliseconds, and
may become a Python of another environment. What the command starts in turn has to be bound as well. Elsewhere than on
Linux a command outlives a parent that is killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that comes when the thread that started this process ends."""


def bound(command: Sequence[str | Path], *, nice: int = 0) -> list[str]:
    """The command line that is `command`, at that niceness, for as long as this process lives. To be started from its
    main thread, since a thread that ends counts as its parent's end."""
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
    return [*launcher, str(os.getpid()), str(nice), *map(str, command)]


def main() -> None:
    """Becomes the command of this process's arguments; ends at once if the parent is gone already."""
    parent, nice, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):
            os.kill(os.getpid(), signal.SIGKILL)
    os.nice(int(nice))
    os.execvp(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
