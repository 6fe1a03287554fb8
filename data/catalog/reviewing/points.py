"""Points of a report: worded, weighed and put in order (`wording.yml`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import get_args

import yaml

from data.catalog.report_shape import Level, Point

_LEVELS: tuple[Level, ...] = get_args(Level)
MOST_EXAMPLES = 3
_FEW = 12
"""Up to so many in all they are counted; shares of more are said in tenths."""


@cache
def wording() -> dict[str, dict[str, str | float]]:
    """What is said of each code: `text`, `do`, and how much it `weighs`."""
    said: dict[str, dict[str, str | float]] = yaml.safe_load(
        Path(__file__).with_name("wording.yml").read_text(encoding="utf-8")
    )
    return said


def point(
    code: str,
    level: Level,
    count: int = 0,
    of: int = 0,
    *,
    examples: Iterable[str] = (),
    **values: str | float,
) -> Point:
    """The point of a code; `values` are what its wording has in braces, beside {share} and {count}."""
    said = wording()[code]
    filled = {"share": share(count, of), "count": f"{count:,}", "of": f"{of:,}", **values}
    text = str(said["text"]).format(**filled)
    return Point(
        code=code,
        level=level,
        text=text[:1].upper() + text[1:],
        do=str(said.get("do", "")).format(**filled),
        count=count,
        of=of,
        values=values,
        examples=list(dict.fromkeys(examples))[:MOST_EXAMPLES],
    )


def share(count: int, of: int) -> str:
    """How many of how many products: "6 in 10 products", "3 of 1,243 products", "all 12 products"."""
    if count >= of:
        return f"all {of:,} products" if of > 1 else "the only product"
    if of <= _FEW or count / of < 0.05:
        return f"{count:,} of {of:,} products"
    if count / of > 0.95:
        return f"nearly all products ({count:,} of {of:,})"
    return f"{round(10 * count / of)} in 10 products ({count:,})"


def ranked(points: Iterable[Point]) -> list[Point]:
    """The points in the order in which they matter: what has to be asked, warnings, hints; by weight and share."""
    return sorted(points, key=lambda one: (_LEVELS.index(one.level), -_weight(one)))


def _weight(one: Point) -> float:
    concerned = one.count / one.of if one.of else 1.0
    return float(wording()[one.code]["weighs"]) * (0.2 + min(1.0, concerned))


def place(product_id: str, line: int | None, more: str = "") -> str:
    """Where an example stands: "B7 (line 12): 159900.0"."""
    where = f"{product_id} (line {line})" if line else product_id
    return f"{where}: {more}" if more else where
