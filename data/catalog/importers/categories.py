"""Product types from the paths and numbers that feeds state."""

from __future__ import annotations

from collections.abc import Sequence


def category_of(types: Sequence[str], google: Sequence[str]) -> str | None:
    """The last level of the shop's own path, or else of Google's; a number alone is no type."""
    for path in (*types, *google):
        levels = [level.strip() for level in path.split(">") if level.strip()]
        if levels and not levels[-1].isdigit():
            return levels[-1]
    return None
