"""Which device is chosen, and that nobody loads torch to hear that there is only the processor."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from data import devices
from data.devices import device


def test_a_device_that_is_named_is_the_one() -> None:
    assert device("cuda:1") == "cuda:1"


def test_without_a_driver_it_is_the_processor_and_torch_is_not_loaded() -> None:
    code = (
        "import sys; from data import devices; devices._GPU_NODES = (); sys.platform = 'linux'; "
        "print(devices.device('auto'), 'torch' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["cpu", "False"]


def test_where_a_driver_is_torch_says_what_it_can_compute_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_GPU_NODES", ("null",))

    for usable, chosen in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda usable=usable: usable)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
        assert device("auto") == chosen
