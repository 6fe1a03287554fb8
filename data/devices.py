"""Which device a model computes on, without loading torch where there can be none but the processor: that takes
seconds of every start."""

from __future__ import annotations

import sys
from pathlib import Path

_GPU_NODES = ("nvidiactl", "dxg", "kfd")
"""In /dev, what drivers of NVIDIA, of Windows under Linux, and of AMD offer."""


def device(named: str) -> str:
    """The torch device that a setting names; for "auto", a GPU if torch can compute on one, else "cpu"."""
    if named != "auto":
        return named
    if sys.platform == "linux" and not any(Path("/dev", node).exists() for node in _GPU_NODES):
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
