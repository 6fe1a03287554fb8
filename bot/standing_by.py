"""How a process that waits beside one that serves (`floorwalker.processes.standby`) is let go on.

It has loaded everything and does not listen yet: until a line comes on its standard input. Used in both environments,
so it imports nothing of ours.
"""

from __future__ import annotations

import os
import sys

VARIABLE = "FLOORWALKER_STANDS_BY"
"""In the environment of who is to wait; no setting."""


def stand_by() -> None:
    """Returns when this process is to serve: at once, unless it was started to wait. Ends it if nobody will call it.

    Blocks its thread.
    """
    if not os.environ.pop(VARIABLE, ""):
        return
    if not sys.stdin.buffer.readline():
        os._exit(0)  # from whatever thread
