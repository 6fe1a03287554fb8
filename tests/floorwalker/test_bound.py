"""Commands that end with who started them: real processes, their children among them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil

from floorwalker.bound import bound
from floorwalker.settings import ROOT

PARENT = """
import subprocess, sys
from floorwalker.bound import bound
inner = "import subprocess, sys; from floorwalker.bound import bound;" \\
    "child = subprocess.Popen(bound([sys.executable, '-c', 'import time; time.sleep(600)']));" \\
    "print(child.pid, flush=True); child.wait()"
child = subprocess.Popen(bound([sys.executable, "-c", inner]))
print(child.pid, flush=True)
child.wait()
"""


def test_a_killed_process_leaves_neither_children_nor_theirs() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        started = [psutil.Process(int(parent.stdout.readline())) for _ in range(2)]
        parent.send_signal(signal.SIGKILL)
        gone, alive = psutil.wait_procs(started, timeout=20)

    assert (len(gone), alive) == (2, [])


def test_a_bound_command_says_what_it_says_at_its_niceness() -> None:
    command = bound([sys.executable, "-c", "import os; print(os.nice(0)); raise SystemExit(7)"], nice=3)

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (7, f"{os.nice(0) + 3}\n")


def test_nothing_runs_once_the_parent_is_gone() -> None:
    command = bound([sys.executable, "-c", "print('runs')"])
    command[4] = "1"  # as if it had been started by a process that ended meanwhile

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (-9, "")
