"""`floorwalker up` that is stopped before it is up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from floorwalker.settings import ROOT
from tests import needs
from tests.floorwalker.running import PORTS, free_ports

pytestmark = needs.RASA


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_goes_on_when_it_is_stopped_while_it_prepares(tmp_path: Path, number: signal.Signals) -> None:
    ports = dict(zip(PORTS, map(str, free_ports(4)), strict=True))
    settings = {f"FLOORWALKER_{name}": value for name, value in {"HOME": str(tmp_path), **ports}.items()}
    command = [sys.executable, "-m", "floorwalker", "up"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        while not (started := psutil.Process(process.pid).children(recursive=True)):
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(number)
        said = process.communicate(timeout=60)[0]

    assert psutil.wait_procs(started, timeout=20)[1] == []
    if number is signal.SIGTERM:
        assert process.returncode == 128 + number
        assert "Stopped by SIGTERM while preparing: nothing is left running" in " ".join(said.split())
        assert "SIGTERM came" in (tmp_path / "logs" / "supervisor.log").read_text(encoding="utf-8")
