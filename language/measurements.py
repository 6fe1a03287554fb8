"""What a catalog states of a measure: a number with its unit, as the whole of a value or anywhere in a text.

For the columns of an import, where speed counts and nobody compares; what shoppers say is `language.quantities`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from language.numbers import read_number
from language.units import unit_named

_NUMBER = r"[-+]?(?:\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
_WHOLE = re.compile(rf"^(?:[~≈]|ca\.?|approx\.?|up to)?\s*({_NUMBER})\s*([^\W\d_]*[^\s\d]{{0,8}})$", re.IGNORECASE)
# The last group: a letter before a hyphen is no unit, as in "5 T-shirts".
_IN_TEXT = re.compile(
    rf"(?<![\w.,])({_NUMBER})[ -]?(\"|″|”|%|°C|°|[A-Za-zµ²/]{{1,10}})(?![\w²]|(?<=[^A-Za-z][A-Za-z])-\w)"
)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number and its unit as `language.units` names it, None for a bare number."""

    number: float
    unit: str | None


@cache
def measurement(text: str) -> Measurement | None:
    """What the whole text states ("1.5 kg", '15,6"', "2 000 pages"), or None."""
    match = _WHOLE.match(text.strip())
    if match is None:
        return None
    spelled = match[2].strip(".")
    unit = unit_named(spelled) if spelled else None
    return None if spelled and unit is None else Measurement(read_number(match[1]), unit)


@cache
def measurements(text: str) -> tuple[Measurement, ...]:
    """All that a text states with a unit."""
    found = (Measurement(read_number(number), unit_named(unit)) for number, unit in _IN_TEXT.findall(text))
    return tuple(one for one in found if one.unit is not None)
