"""Numbers with units: reading them, bringing an attribute to one unit, and finding units that the source dropped."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pint

_SYMBOLS: dict[str, str] = {
    "mm": "mm", "cm": "cm", "m": "m", "km": "km", "in": "inch", "inch": "inch", "inches": "inch", "zoll": "inch",
    '"': "inch", "″": "inch", "”": "inch", "''": "inch", "ft": "foot", "feet": "foot", "yd": "yard",
    "mg": "mg", "g": "g", "gr": "g", "kg": "kg", "lb": "pound", "lbs": "pound", "oz": "ounce", "t": "tonne",
    "ml": "ml", "cl": "cl", "l": "l", "liter": "l", "liters": "l", "litre": "l", "litres": "l",
    "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "bit": "bit", "bits": "bit",
    "mbps": "megabit/second", "mbit/s": "megabit/second", "gbps": "gigabit/second", "gbit/s": "gigabit/second",
    "hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz",
    "mw": "mW", "w": "W", "watt": "W", "watts": "W", "kw": "kW", "va": "VA", "kva": "kVA",
    "v": "V", "volt": "V", "kv": "kV", "a": "A", "ma": "mA", "mah": "mA*h", "ah": "A*h", "wh": "W*h", "kwh": "kW*h",
    "ms": "ms", "s": "s", "sec": "s", "min": "min", "h": "h", "hour": "h", "hours": "h", "hrs": "h",
    "day": "day", "days": "day", "month": "month", "months": "month", "year": "year", "years": "year", "yr": "year",
    "°c": "degC", "°": "degree", "deg": "degree", "k": "kelvin", "bar": "bar", "pa": "Pa", "hpa": "hPa",
    "db": "dB", "lm": "lumen", "lx": "lux", "cd/m²": "cd/m**2", "cd/m2": "cd/m**2", "nm": "nm", "rpm": "rpm",
    "dpi": "dpi", "ppm": "ppm", "ppi": "ppi", "px": "px", "mp": "MP", "megapixel": "MP", "fps": "fps", "%": "%",
    "pages": "pages", "page": "pages", "sheets": "sheets", "sheet": "sheets", "m²": "m**2", "j": "J", "n": "N",
    "毫米": "mm", "厘米": "cm", "公分": "cm", "米": "m", "公里": "km", "英寸": "inch", "寸": "inch", "毫克": "mg",
    "克": "g",
    "千克": "kg", "公斤": "kg", "毫升": "ml", "升": "l", "瓦": "W", "伏": "V", "毫安时": "mA*h", "毫安": "mA*h",
    "小时": "h",
    "分钟": "min", "秒": "s", "天": "day", "年": "year", "分贝": "dB", "流明": "lumen",
}  # fmt: skip
"""Spellings of units, lower case, with pint's name for each (or our own for what is counted, not measured)."""
_SHOWN = {
    "inch": "in", "foot": "ft", "pound": "lb", "ounce": "oz", "degC": "°C", "degree": "°", "lumen": "lm", "lux": "lx",
    "cd/m**2": "cd/m²", "m**2": "m²", "mA*h": "mAh", "A*h": "Ah", "W*h": "Wh", "kW*h": "kWh", "kelvin": "K",
    "megabit/second": "Mbit/s", "gigabit/second": "Gbit/s", "hour": "h",
}  # fmt: skip
_COUNTED = {"dpi", "ppm", "ppi", "px", "MP", "fps", "%", "pages", "sheets", "dB", "degC"}
_NUMBER = r"[-+]?(?:\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
_QUANTITY = re.compile(rf"^(?:[~≈]|ca\.?|approx\.?|up to)?\s*({_NUMBER})\s*([^\W\d_]*[^\s\d]{{0,8}})$", re.IGNORECASE)
_DIMENSIONS = frozenset({"b", "d", "h", "l", "t", "w", "min"})
_UNIT_BEHIND = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{1,12}?)\s*[)\]）]\s*$")
# The last group: a letter before a hyphen is no unit, as in "5 T-shirts".
_IN_TEXT = re.compile(
    rf"(?<![\w.,])({_NUMBER})[ -]?(\"|″|”|%|°C|°|[A-Za-zµ²/]{{1,10}})(?![\w²]|(?<=[^A-Za-z][A-Za-z])-\w)"
)
LEAST_VOTES, LEAST_AGREEMENT, LEAST_VOTING_SHARE, LEAST_NUMBERS = 3, 0.7, 0.02, 3
"""A dropped unit is taken from the texts if 3 products (and 2 in 100) show it, for 3 different numbers, and 7 in 10
agree: a "1" stands before some unit in any text."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and pint's (or our) name of its unit, None for a bare number."""

    number: float
    unit: str | None


@cache
def parse(text: str) -> Quantity | None:
    """The quantity that the whole text states ("1.5 kg", '15,6"', "2 000 pages"), or None."""
    match = _QUANTITY.match(text.strip())
    if match is None:
        return None
    number, symbol = read_number(match[1]), match[2].strip(".")
    if not symbol:
        return Quantity(number, None)
    unit = _SYMBOLS.get(symbol.lower())
    return None if unit is None else Quantity(number, unit)


def read_number(text: str) -> float:
    """The number in either decimal convention: a last group of other than three digits is the fraction."""
    text = text.replace(" ", "")
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return float(text)
    whole, fraction = text[:last], text[last + 1 :]
    separators = {c for c in text if c in ".,"}
    thousands = len(fraction) == 3 and (text.count(text[last]) > 1 or (text[last] == "," and whole.lstrip("-+") != "0"))
    if thousands and len(separators) == 1:
        return float(re.sub(r"[.,]", "", text))
    return float(re.sub(r"[.,]", "", whole) + "." + fraction)


def symbol(unit: str | None) -> str | None:
    """How people write the unit ("in", "°C", "GB")."""
    return unit and _SHOWN.get(unit, unit)


def unit_named(text: str) -> str | None:
    """Our name of a unit that a source spells so, or None if we do not know it."""
    return _SYMBOLS.get(text.lower())


def stated_in(name: str) -> str | None:
    """The unit that a column's name ends with, if it can be nothing else: (h) may be a height, (min) a minimum."""
    unit = named_in(name)[1]
    return None if unit is None or unit.lower() in _DIMENSIONS else unit


def named_in(name: str) -> tuple[str, str | None]:
    """A column's name without the unit that it ends with, and that unit as it is spelled there: "Height (cm)"."""
    match = _UNIT_BEHIND.search(name)
    if match and match.start() and unit_named(match[1]):
        return name[: match.start()], match[1]
    return name, None


@cache
def factor(unit: str, to: str) -> float | None:
    """What a number in `unit` is multiplied by to be in `to`; None if they measure different things."""
    if unit == to:
        return 1.0
    if {unit, to} & _COUNTED:
        return None
    try:
        return float(_registry().Quantity(1.0, unit).to(to).magnitude)
    except pint.PintError:
        return None


@cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


def dropped_unit(stated: Sequence[tuple[float, str]]) -> str | None:
    """The unit of a numeric attribute whose source gives bare numbers, from the products' own texts.

    `stated` pairs each product's number with its title and description; a unit that stands behind that number
    there is a vote. None if there are too few votes, or they disagree.
    """
    votes: Counter[str] = Counter()
    numbers: defaultdict[str, set[float]] = defaultdict(set)
    for number, text in stated:
        found = {unit for value, unit in _quantities(text) if abs(value - number) < 1e-9}
        if len(found) == 1:
            votes.update(found)
            numbers[next(iter(found))].add(number)
    if not votes:
        return None
    unit, count = votes.most_common(1)[0]
    enough = count >= max(LEAST_VOTES, LEAST_VOTING_SHARE * len(stated)) and len(numbers[unit]) >= LEAST_NUMBERS
    return unit if enough and count >= LEAST_AGREEMENT * votes.total() else None


@cache
def _quantities(text: str) -> tuple[tuple[float, str], ...]:
    found = ((read_number(number), _SYMBOLS.get(unit.lower())) for number, unit in _IN_TEXT.findall(text))
    return tuple((number, unit) for number, unit in found if unit is not None)
