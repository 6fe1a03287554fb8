"""Numbers in a shopper's words: "under 50 euros", "at least 16GB", "between 1 and 2 kg", 27".

Reads amounts, comparisons and units; which attribute a quantity is about is decided in
`retrieval.understanding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.constraints import Op

_UNITS: dict[str, dict[str, float]] = {
    "mass": {"mg": 1e-6, "g": 1e-3, "gram": 1e-3, "grams": 1e-3, "kg": 1, "kilo": 1, "kilos": 1, "kilogram": 1}
    | {"oz": 0.0283495, "lb": 0.453592, "lbs": 0.453592, "pound": 0.453592, "t": 1000},
    "length": {"mm": 1e-3, "cm": 1e-2, "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000}
    | {"in": 0.0254, "inch": 0.0254, "inches": 0.0254, '"': 0.0254, "″": 0.0254, "”": 0.0254, "ft": 0.3048},
    "data": {"kb": 1e-6, "mb": 1e-3, "gb": 1, "gigabyte": 1, "gigabytes": 1, "gig": 1, "gigs": 1, "tb": 1000}
    | {"terabyte": 1000, "terabytes": 1000},
    "frequency": {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
    "power": {"mw": 1e-3, "w": 1, "watt": 1, "watts": 1, "kw": 1000},
    "voltage": {"mv": 1e-3, "v": 1, "volt": 1, "volts": 1, "kv": 1000},
    "charge": {"mah": 1e-3, "ah": 1},
    "time": {"ms": 1e-3, "s": 1, "sec": 1, "min": 60, "minutes": 60, "h": 3600, "hour": 3600, "hours": 3600},
    "volume": {"ml": 1e-3, "cl": 1e-2, "l": 1, "litre": 1, "litres": 1, "liter": 1, "liters": 1},
    "resolution": {"mp": 1, "megapixel": 1, "megapixels": 1},
    "rate": {"mbps": 1, "mbit/s": 1, "gbps": 1000, "gbit/s": 1000},
    "sound": {"db": 1, "db(a)": 1},
    "light": {"lm": 1, "lumen": 1, "lumens": 1},
    "age": {"year": 1, "years": 1, "month": 1 / 12, "months": 1 / 12},
    "pressure": {"bar": 1, "mbar": 1e-3},
    "print": {"ppm": 1},
    "density": {"dpi": 1},
    "rotation": {"rpm": 1},
}
_DIMENSIONS = {unit: (dimension, factor) for dimension, units in _UNITS.items() for unit, factor in units.items()}
_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "dollar": "USD",
    "dollars": "USD", "bucks": "USD", "£": "GBP", "gbp": "GBP", "quid": "GBP", "chf": "CHF", "¥": "JPY",
}  # fmt: skip

_COMPARATIVES = ("cheaper", "lighter", "smaller", "shorter", "lower", "thinner", "less", "fewer")
_LARGER = ("more", "greater", "larger", "bigger", "higher", "heavier", "longer", "faster")
_OPS: list[tuple[Op, str]] = [
    (
        "gte",
        r"at least|no(?:t)? (?:less|cheaper|smaller|lower) than|(?:nothing|not|none|never) (?:under|below)"
        r"|minimum(?: of)?|min\.?|starting at|≥|>="
        r"|mindestens|ab|au moins",
    ),
    (
        "lte",
        r"at most|up to|no(?:t)? more than|(?:nothing|not|none|never) (?:over|above)|maximum(?: of)?|max\.?"
        r"|within|no higher than|(?:budget|limit|ceiling)(?:'s| is| of|:)?(?: about| around| roughly)?|≤|<="
        r"|höchstens|maximal|bis zu|bis|au plus|jusqu'à",
    ),
    ("lt", rf"under|below|sub|unter|weniger als|moins de|(?:{'|'.join(_COMPARATIVES)}) than|<"),
    ("gt", rf"over|above|über|mehr als|plus de|(?:{'|'.join(_LARGER)}) than|>"),
    ("eq", r"around|about|roughly|approximately|circa|etwa|ungefähr|environ|~"),
]
_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "a": 1}
_TENS = {"ten": 10, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_TENS |= {"ninety": 90}
_LARGE = {"hundred": 100, "thousand": 1000, "grand": 1000}
_SPELT = rf"(?:(?:{'|'.join(_ONES)})\s)?(?:{'|'.join(_LARGE)})|(?:{'|'.join(_TENS)})\b"
"""Amounts of money as they are spoken; small numbers are mostly no amounts: "one of these two"."""
_AMOUNT = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?|{_SPELT}"
_ALL_UNITS = "|".join(re.escape(u) for u in sorted({*_DIMENSIONS, *_CURRENCIES}, key=len, reverse=True))
_UNIT = rf"(?:\s?-?\s?(?P<unit{{n}}>{_ALL_UNITS})(?![^\W_]))?"
_SIGN = r"(?:(?P<sign{n}>[€$£¥])\s?)?"
_ONE = _SIGN.format(n=1) + rf"(?P<first>{_AMOUNT})(?P<thousand>k\b)?" + _UNIT.format(n=1)
_TWO = _SIGN.format(n=2) + rf"(?P<second>{_AMOUNT})" + _UNIT.format(n=2)
_RANGES = re.compile(
    rf"(?<![\w.])(?:between\s+|from\s+|zwischen\s+|von\s+|entre\s+)?{_ONE}\s?(?:-|–|\b(?:to|and|und|bis|et)\b)\s?{_TWO}(?![^\W_])"
)
_RANGE_WORDS = ("between", "from", "zwischen", "von", "entre")
_COMPARED = re.compile(
    "(?<![^\\W_])(?:" + "|".join(f"(?P<op{i}>{words})" for i, (_, words) in enumerate(_OPS)) + rf")\s*{_ONE}(?![^\W_])"
)
_OR_MORE = re.compile(
    rf"(?<![\w.]){_ONE}\s*(?:"
    r"(?P<more>or (?:more|above|over|larger|bigger|better|higher|faster|longer|up)|and (?:up|above|over)|\+)"
    r"|or (?:less|under|below|cheaper|lower|smaller|lighter)|tops\b|at (?:the )?(?:most|max))"
)
_PLAIN = re.compile(rf"(?<![\w.,])(?<![\w]-){_ONE}(?![^\W_])")
_NEGATIVE = re.compile(
    "(?<![^\\W_])(?:" + "|".join(words for _, words in _OPS) + rf")\s*{_SIGN.format(n=1)}[-−–]\s?\d[\d.,]*"
)
_NEARLY = 0.15
"""How far "around 300" reaches to both sides, as a share of it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or an interval that was said. `unit` is as said, or a currency code; `span` are character positions.

    `low` and `high` are equal for a single number; `compared` tells whether a word said how to compare.
    """

    op: Op
    low: float | None
    high: float | None
    unit: str | None
    span: tuple[int, int]
    compared: bool
    swapped: bool = False
    """Whether a range was said with its larger end first."""

    @property
    def currency(self) -> bool:
        """Whether the unit is money."""
        return self.unit in _CURRENCIES.values()

    def within(self, unit: str | None) -> Quantity | None:
        """The same quantity in another unit; None if the two measure different things. No unit said fits any."""
        if self.unit is None or self.unit == unit:
            return self
        said, wanted = _DIMENSIONS.get(self.unit), _DIMENSIONS.get((unit or "").lower())
        if said is None or wanted is None or said[0] != wanted[0]:
            return None
        factor = said[1] / wanted[1]
        low = None if self.low is None else round(self.low * factor, 6)
        high = None if self.high is None else round(self.high * factor, 6)
        return replace(self, low=low, high=high, unit=unit)


def is_unit(word: str) -> bool:
    """Whether a lower-case word is a unit, and so the name of no product."""
    return word in _DIMENSIONS


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text in lower case, in its order and without overlap; comparisons before plain numbers."""
    found: list[Quantity] = []
    for reader in (_compared, _ranges, _or_more, _plain):
        for quantity in reader(text):
            start, end = quantity.span
            if all(end <= other.span[0] or start >= other.span[1] for other in found):
                found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.span)


def negatives(text: str) -> list[tuple[int, int]]:
    """Where a lower-case text compares with a negative number, which no attribute of a product has: "under -5"."""
    return [match.span() for match in _NEGATIVE.finditer(text)]


def _compared(text: str) -> Iterator[Quantity]:
    for match in _COMPARED.finditer(text):
        op = next(op for i, (op, _) in enumerate(_OPS) if match.group(f"op{i}"))
        value = _amount(match)
        if op == "eq":
            yield _quantity(match, "between", round(value * (1 - _NEARLY), 6), round(value * (1 + _NEARLY), 6))
        elif op in ("lt", "lte"):
            yield _quantity(match, op, None, value)
        else:
            yield _quantity(match, op, value, None)


def _ranges(text: str) -> Iterator[Quantity]:
    for match in _RANGES.finditer(text):
        low, high = _amount(match), _number(match["second"])
        said = match.group().startswith(_RANGE_WORDS)
        if low < high or (said and low > high):
            quantity = _quantity(match, "between", min(low, high), max(low, high))
            yield replace(quantity, compared=said, swapped=low > high)


def _or_more(text: str) -> Iterator[Quantity]:
    for match in _OR_MORE.finditer(text):
        value = _amount(match)
        yield _quantity(match, "gte", value, None) if match["more"] else _quantity(match, "lte", None, value)


def _plain(text: str) -> Iterator[Quantity]:
    for match in _PLAIN.finditer(text):
        if match["first"][0].isalpha() and not match["unit1"]:
            continue  # "ten out of ten"
        value = _amount(match)
        yield replace(_quantity(match, "eq", value, value), compared=False)


def _quantity(match: re.Match[str], op: Op, low: float | None, high: float | None) -> Quantity:
    groups = match.groupdict()
    said = [groups.get(name) for name in ("unit2", "sign2", "unit1", "sign1")]
    unit = next((unit for unit in said if unit), None)
    return Quantity(op, low, high, _CURRENCIES.get(unit, unit) if unit else None, match.span(), True)


def _amount(match: re.Match[str]) -> float:
    return _number(match["first"]) * (1000 if match["thousand"] else 1)


def _number(text: str) -> float:
    """1,299 is a thousand and more; 1,5 is one and a half, as much of Europe writes it; "two hundred" is 200."""
    if text[0].isalpha():
        *ones, last = text.split()
        return float((_ONES[ones[0]] if ones else 1) * _LARGE[last] if last in _LARGE else _TENS[last])
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))
