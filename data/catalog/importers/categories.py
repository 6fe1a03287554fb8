"""Product types from the paths and numbers that feeds state."""

from __future__ import annotations

from collections.abc import Sequence


def category_of(*stated: Sequence[str]) -> str | None:
    """The last level of the first path that is one; a number alone is no type."""
    for path in (path for paths in stated for path in paths):
        levels = [level.strip() for level in path.split(">") if level.strip()]
        if levels and not levels[-1].isdigit():
            return levels[-1]
    return None
