"""Lists and paths in one field ("Clothing > Shirts, Sale"); a separator behind a backslash belongs to a name."""

from __future__ import annotations

import re
from collections.abc import Iterable


def parts(text: str, separator: str) -> list[str]:
    """The parts of the text that are not blank."""
    pieces = re.split(rf"(?<!\\){re.escape(separator)}", text)
    return [part for piece in pieces if (part := piece.replace(f"\\{separator}", separator).strip())]


def last_level(path: str, separator: str) -> str | None:
    """The product type that the path ends with, or None."""
    levels = parts(path, separator)
    return levels[-1] if levels else None


def deepest(paths: Iterable[str], separator: str) -> list[str]:
    """The levels of the path that says most: the longest, the first of several."""
    return max((parts(path, separator) for path in paths), key=len, default=[])
