"""Numbers as columns write them, and what their points and commas mean: a column says it, not one value alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Sign = Literal[".", ","]

SPACES = " \u00a0\u2007\u2008\u2009\u202f"
NUMBER = rf"\d+(?:[.,'’´`٬·]\d+|(?<!\d\d\d\d)[{SPACES}]\d{{3}}(?!\d))*"
"""A number with its groups and decimals; whether the groups are right is for `written` to say."""
_GROUPED = re.compile(rf"[{SPACES}'’´`٬]")
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:[.,]\d{2})+[.,]\d{3}")
"""Thousands, or lakhs and crores as India counts them."""
_THOUSANDS = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written: its digits before and behind the last sign, and what that sign can be.

    `decimal` is the sign of decimals that it shows beyond doubt; `open` is its only sign where three digits behind it
    may be decimals or thousands.
    """

    whole: str
    last: str = ""
    decimal: Sign | None = None
    open: Sign | None = None

    def value(self, decimal: Sign | None) -> float:
        """The number in a column whose decimals stand behind `decimal`; None: three digits are thousands."""
        if not self.last:
            return float(self.whole)
        behind = "." if self.open is None or self.open == decimal else ""
        return float(f"{self.whole}{behind}{self.last}")


def written(text: str) -> Written | None:
    """The number that a text is, None if its groups are none of a number ("1.2.3", "12,34,5")."""
    bare = _GROUPED.sub("", text)
    signs = [sign for sign in bare if sign in ".,"]
    if not signs:
        return Written(bare) if bare.isdecimal() else None
    sign: Sign = "." if signs[-1] == "." else ","
    other: Sign = "," if sign == "." else "."
    whole, _, last = bare.rpartition(sign)
    if signs.count(sign) > 1:
        grouped = _GROUPS.fullmatch(bare) and len({*signs}) == 1
        return Written(re.sub("[.,]", "", bare), decimal=other) if grouped else None
    if len(signs) > 1:
        return Written(re.sub("[.,]", "", whole), last, decimal=sign) if _GROUPS.fullmatch(whole) else None
    if not (whole + last).isdecimal() or not last:
        return None
    is_open = len(last) == _THOUSANDS and 0 < len(whole) <= _THOUSANDS and whole[0] != "0" and bare == text
    return Written(whole or "0", last, open=sign) if is_open else Written(whole or "0", last, decimal=sign)


def decimal_sign(numbers: Iterable[Written]) -> Sign | None:
    """The sign before the decimals of a column, by most of the numbers that show it; None if none does, or as many
    show the other."""
    shown = Counter(number.decimal for number in numbers if number.decimal is not None).most_common(2)
    if not shown or (len(shown) == 2 and shown[0][1] == shown[1][1]):
        return None
    return shown[0][0]
