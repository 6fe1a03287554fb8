"""Single fields of a record as what products hold: text, prices, codes, attribute values."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from data.catalog.importers.nested import text_of
from data.catalog.importers.rows import RawAvailability, RawScalar, RawValue

_BETWEEN_LINKS = re.compile(r"(?<![\s,;|])[\s,;|]++(?=https?://)", re.IGNORECASE)


def text(value: Any) -> str:
    """The text of a field; of several values all, a line each; of an object the text that it stands for."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(text, value)))
    if isinstance(value, dict):
        return text(text_of(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def first(value: Any, separator: str) -> Any:
    """The first of several values in one field, as of a product's pictures."""
    if isinstance(value, list):
        return value[0] if value else None
    return first_part(value, separator)


def first_link(value: Any, separator: str) -> Any:
    """The first of several addresses, also where only blanks and signs separate them."""
    link = first(value, separator)
    return _BETWEEN_LINKS.split(link.strip(), maxsplit=1)[0] if isinstance(link, str) else link


def first_part(value: Any, separator: str) -> Any:
    """What stands before the separator in a text; what is no text as it is."""
    return value.split(separator)[0] if separator and isinstance(value, str) else value


def price(value: Any) -> str | float | None:
    """The price as it is written, of several the first; None where there is none."""
    value = first(value, "")
    if isinstance(value, dict):
        value = text_of(value)
    if value is None or isinstance(value, bool) or value == "":
        return None
    return _number(value) if isinstance(value, (int, float)) else str(value).strip() or None


def _number(value: float) -> float | None:
    """The number; None if it is none (NaN), or larger than any."""
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def availability(value: Any) -> RawAvailability:
    """What a field says of the stock, as it says it."""
    value = first(value, "")
    if isinstance(value, bool):
        return value
    return _number(value) if isinstance(value, (int, float)) else text(value) or None


def levels(value: Any, separator: str) -> list[str]:
    """The levels of a path given as a list or as text."""
    stated = value if isinstance(value, list) else text(value).split(separator) if separator else [text(value)]
    named = [name for level in stated if (name := text(level))]
    if separator and len(named) == 1 and separator in named[0]:
        named = [part.strip() for part in named[0].split(separator) if part.strip()]
    return named


def code(value: Any) -> str:
    """A code as text; spreadsheets mark text with an apostrophe, and formulas (="0123")."""
    written = text(value)
    if written.startswith('="') and written.endswith('"'):
        written = written[2:-1]
    return written.removeprefix("'")


def put(found: dict[str, RawValue], name: str, value: Any, separator: str) -> None:
    """Adds a value; a name that comes again has several."""
    several = (
        value if isinstance(value, list) else str(value).split(separator) if _splits(value, separator) else [value]
    )
    values = [scalar for item in several if (scalar := _scalar(item)) is not None]
    if not values:
        return
    if name in found:
        before = found[name]
        values = [*(before if isinstance(before, list) else [before]), *values]
    found[name] = values[0] if len(values) == 1 else values


def _splits(value: Any, separator: str) -> bool:
    return bool(separator) and isinstance(value, str) and separator in value


def _scalar(value: Any) -> RawScalar | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value)
    return (
        (text(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) or None
        if value is not None
        else None
    )
