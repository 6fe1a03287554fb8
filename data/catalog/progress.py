"""How far an import is: each step tells a share of the whole."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""
_WHOLE = 10_000


def part(progress: Progress | None, first: float, last: float) -> Progress:
    """The progress of a step that takes the whole from `first` to `last`, both from 0 to 1."""

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(round(_WHOLE * (first + (last - first) * done / max(1, total))), _WHOLE)

    return tell
