"""What is done before the assistant runs: preparing, training, evaluating, exporting models."""

from __future__ import annotations

from collections.abc import Callable

Track = Callable[[str], Callable[[int, int], None]]
"""Opens a progress bar with a title; the bar is then told (done, total)."""
