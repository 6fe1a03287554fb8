"""The limit of open files, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import logging, resource, sys
from gateway.edge.server import _make_room
logging.basicConfig(stream=sys.stdout, format="%(message)s")
for soft, hard in ((256, 1000), (900, 1000), (256, 600)):
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    _make_room(500)
    print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)
"""


def test_makes_room_for_the_connections_or_says_that_there_is_none() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout

    made, kept, warning, most = said.splitlines()
    assert (made, kept, most) == ("756", "900", "600")
    assert "FLOORWALKER_CONNECTIONS" in warning
