"""`python -m floorwalker.processes.serving NAME [--catalog NAME]` is `floorwalker serve`, without importing the other
commands: a process that is started again is back sooner."""

from __future__ import annotations

import sys

from data.privacy.modes import keep_private
from floorwalker.processes.specs import serve
from floorwalker.terminal import read_settings, remedies


def main() -> None:
    """Serves what the command line names."""
    keep_private()
    with remedies():
        serve(sys.argv[1], read_settings(*sys.argv[3:4]))


if __name__ == "__main__":
    main()
