"""A command as part of a job."""

from __future__ import annotations

import os
import subprocess
import sys

from floorwalker.settings import ROOT


def run(worker: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "floorwalker.processes.beside", str(worker), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_is_our_command_line_and_nothing_once_the_worker_is_gone() -> None:
    helped = run(os.getpid(), "models", "--help")
    orphaned = run(1, "models", "--help")

    assert helped.returncode == 0
    assert "rollback" in helped.stdout
    assert (orphaned.returncode, orphaned.stdout) == (-9, "")
