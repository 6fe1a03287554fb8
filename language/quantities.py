"""Numbers in a shopper's words: "under 50 euros", "at least 16GB", "between 1 and 2 kg", 27".

Reads amounts, comparisons and units; which attribute a quantity is about is decided in
`retrieval.understanding.linker`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from language.chinese_quantities import ChineseQuantities
from language.lexicon import AFTER_NUMBER, BEFORE_NUMBER, LESS_WORDS, MORE_WORDS, NUMBER_WORDS
from language.operators import Op
from language.segmentation import has_han

_UNITS: dict[str, dict[str, float]] = {
    "mass": {"mg": 1e-6, "g": 1e-3, "gram": 1e-3, "grams": 1e-3, "kg": 1, "kilo": 1, "kilos": 1, "kilogram": 1}
    | {"kilograms": 1, "gramm": 1e-3, "kilogramm": 1, "gramme": 1e-3, "grammes": 1e-3, "gr": 1e-3}
    | {"jin": 0.5, "oz": 0.0283495, "ounce": 0.0283495, "ounces": 0.0283495}
    | {"lb": 0.453592, "lbs": 0.453592, "pound": 0.453592, "pounds": 0.453592, "t": 1000},
    "length": {"mm": 1e-3, "cm": 1e-2, "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000}
    | {"in": 0.0254, "inch": 0.0254, "inches": 0.0254, '"': 0.0254, "″": 0.0254, "”": 0.0254, "ft": 0.3048}
    | {"''": 0.0254, "zoll": 0.0254, "pouces": 0.0254, "pulgadas": 0.0254, "foot": 0.3048, "feet": 0.3048}
    | {"centimetre": 1e-2, "centimetres": 1e-2, "centimeter": 1e-2, "centimeters": 1e-2}
    | {"millimetre": 1e-3, "millimetres": 1e-3, "millimeter": 1e-3, "millimeters": 1e-3}
    | {"mètres": 1, "mètre": 1, "metro": 1, "metros": 1, "kilometre": 1000, "kilometres": 1000, "kilometers": 1000}
    | {"mile": 1609.344, "miles": 1609.344, "yd": 0.9144, "yard": 0.9144, "yards": 0.9144},
    "data": {"kb": 1e-6, "mb": 1e-3, "gb": 1, "gigabyte": 1, "gigabytes": 1, "gig": 1, "gigs": 1, "tb": 1000}
    | {"terabyte": 1000, "terabytes": 1000, "megabyte": 1e-3, "megabytes": 1e-3, "go": 1},
    "frequency": {"hz": 1, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
    "power": {"mw": 1e-3, "w": 1, "watt": 1, "watts": 1, "kw": 1000},
    "energy": {"wh": 1, "kwh": 1000},
    "apparent power": {"va": 1, "kva": 1000},
    "voltage": {"mv": 1e-3, "v": 1, "volt": 1, "volts": 1, "kv": 1000},
    "charge": {"mah": 1e-3, "ah": 1},
    "time": {"ms": 1e-3, "s": 1, "sec": 1, "min": 60, "minutes": 60, "h": 3600, "hour": 3600, "hours": 3600}
    | {"hr": 3600, "hrs": 3600, "stunde": 3600, "stunden": 3600, "heures": 3600, "horas": 3600, "ore": 3600}
    | {"mins": 60, "minute": 60, "minuten": 60, "second": 1, "seconds": 1, "day": 86400, "days": 86400},
    "volume": {"ml": 1e-3, "cl": 1e-2, "l": 1, "litre": 1, "litres": 1, "liter": 1, "liters": 1}
    | {"litros": 1, "litri": 1, "millilitres": 1e-3, "milliliters": 1e-3, "gallon": 3.78541, "gallons": 3.78541}
    | {"fl oz": 0.0295735, "quart": 0.946353, "quarts": 0.946353},
    "resolution": {"mp": 1, "megapixel": 1, "megapixels": 1},
    "rate": {"mbps": 1, "mbit/s": 1, "gbps": 1000, "gbit/s": 1000},
    "sound": {"db": 1, "db(a)": 1},
    "light": {"lm": 1, "lumen": 1, "lumens": 1},
    "luminance": {"cd/m²": 1, "cd/m2": 1, "nit": 1, "nits": 1},
    "temperature": {"kelvin": 1},
    "degrees": {"°c": 1, "degrees": 1},
    "frames": {"fps": 1},
    "pages": {"page": 1, "pages": 1, "seiten": 1},
    "age": {"year": 1, "years": 1, "month": 1 / 12, "months": 1 / 12}
    | {"jahr": 1, "jahre": 1, "jahren": 1, "ans": 1, "años": 1, "yr": 1, "yrs": 1, "monate": 1 / 12},
    "pressure": {"bar": 1, "mbar": 1e-3},
    "print": {"ppm": 1},
    "density": {"dpi": 1},
    "rotation": {"rpm": 1},
}
_DIMENSIONS = {unit: (dimension, factor) for dimension, units in _UNITS.items() for unit, factor in units.items()}
_SYMBOLS = {"K": "kelvin"}
"""Units of attributes whose lower case would be something else in a shopper's words."""
_CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "dollar": "USD",
    "dollars": "USD", "bucks": "USD", "£": "GBP", "gbp": "GBP", "quid": "GBP", "chf": "CHF", "¥": "JPY",
    "rmb": "CNY", "cny": "CNY",
}  # fmt: skip

_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d\d|\d+(?:[.,]\d+)?"
_ALL_UNITS = "|".join(re.escape(u) for u in sorted({*_DIMENSIONS, *_CURRENCIES}, key=len, reverse=True))
_UNIT = rf"(?:\s?-?\s?(?P<unit{{n}}>{_ALL_UNITS})(?![^\W_])(?!(?<=in)[ -](?:one|1)\b))?"
_SIGN = r"(?:(?P<sign{n}>[€$£¥])\s?)?"
_ONE = _SIGN.format(n=1) + rf"(?P<first>{_AMOUNT})(?P<thousand>k\b)?" + _UNIT.format(n=1)
_TWO = _SIGN.format(n=2) + rf"(?P<second>{_AMOUNT})(?P<thousand2>k\b)?" + _UNIT.format(n=2)
_RANGE_WORDS = ("between", "from", "zwischen", "von", "entre", "tra", "de")
_RANGES = re.compile(
    rf"(?<![\w.])(?:(?P<said>{'|'.join(_RANGE_WORDS)})\s+)?{_ONE}\s?"
    rf"(?:-|–|\b(?:to|till|bis|à)\b|\b(?P<and>and|und|et|y|e)\b)\s?{_TWO}(?![^\W_])"
)
_EITHER = re.compile(rf"(?<![\w.,]){_ONE}\s(?:or|oder|ou|o)\s{_TWO}(?![^\W_])")
_OPENINGS = "|".join(f"(?P<{op}>{words})" for op, words in BEFORE_NUMBER.items())
_COMPARED = re.compile(rf"(?<![^\W_])(?:{_OPENINGS})\s*(?:an?\s)?{_ONE}(?![^\W_])")
_AFTER = "|".join(f"(?P<{op}>{words})" for op, words in AFTER_NUMBER.items())
_OR_MORE = re.compile(rf"(?<![\w.]){_ONE}\s*(?:{_AFTER})(?![^\W_])")
_TRAILING = re.compile(rf"\s(?:of\s)?(?:[^\W\d_]+\s){{1,2}}?(?:{_AFTER})(?=\s*(?:$|[.,;!?]|and\b))")
"""A comparison behind what was counted: "16 GB of memory at least"."""
_IN_HAND = re.compile(
    r"\b(?:got|have|spend|spending|afford|pay|save[dn]?)(?:\s(?:only|just|like|about|around|roughly|maybe|some|say))*\s*$"
)
"""What comes before the money that a shopper has: no more than that can be spent."""
_PLAIN = re.compile(rf"(?<![\w.,])(?<![\w]-){_ONE}(?![^\W_])")
_PLUS = re.compile(rf"(?<![\w.])(?P<first>{_AMOUNT})(?P<thousand>k)?\+{_UNIT.format(n=1)}(?![^\W_])")
_NAMED = re.compile(
    rf"(?<![^\W_])(?:(?P<lte>max(?:imum)?\.?|maximal)|(?P<gte>min(?:imum)?\.?)|(?P<gt>{MORE_WORDS})|(?P<lt>{LESS_WORDS}))"
    rf"\s(?:[^\W\d_]+\s){{1,3}}?(?(lte)(?:of\s|is\s)?|(?(gte)(?:of\s|is\s)?|than\s))(?P<number>{_ONE})(?![^\W_])"
)
_NEGATIVE = re.compile(rf"(?<![^\W_])(?:{_OPENINGS})\s*{_SIGN.format(n=1)}(?:[-−–]\s?|minus\s)\d[\d.,]*")
_IN_WORDS = "|".join(sorted((re.escape(word) for word in NUMBER_WORDS), key=len, reverse=True))
_NUMBER_WORD = re.compile(rf"(?<![^\W_])(?P<word>{_IN_WORDS})(?![^\W_])")
_UNIT_NEXT = re.compile(rf"[\s-]\s?(?:{_ALL_UNITS})(?![^\W_])(?!(?<=in)[ -](?:one|1)\b)")
_NOUN_NEXT = re.compile(r"[\s-](?!in\b)[^\W\d_]")
_OPENED = re.compile(rf"(?<![^\W_])(?:{_OPENINGS})\s*$")
_A_UNIT = re.compile(rf"(?<![^\W_])(?:{_OPENINGS})\s+(?P<word>an?)\s(?=(?:{_ALL_UNITS})(?![^\W_]))")
_CHINESE = ChineseQuantities(_DIMENSIONS)
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
        said, wanted = _DIMENSIONS.get(self.unit), _DIMENSIONS.get(_SYMBOLS.get(unit or "", unit or "").lower())
        if said is None or wanted is None or said[0] != wanted[0]:
            return None
        factor = said[1] / wanted[1]
        low = None if self.low is None else round(self.low * factor, 6)
        high = None if self.high is None else round(self.high * factor, 6)
        return replace(self, low=low, high=high, unit=unit)


def dimension(unit: str) -> tuple[str, float]:
    """What a unit measures, and how many of the first unit of it in `_UNITS` it is; nothing if it is unknown."""
    return _DIMENSIONS.get(unit, ("", 1.0))


def is_unit(word: str) -> bool:
    """Whether a lower-case word is a unit, and so the name of no product."""
    return word in _DIMENSIONS


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text in lower case, in its order and without overlap; comparisons before plain numbers."""
    text = in_digits(text)
    found: list[Quantity] = []
    readers = (_compared, _named, _ranges, _or_more, _either, _plain)
    for reader in (_chinese, *readers) if has_han(text) else readers:
        for quantity in reader(text):
            start, end = quantity.span
            if all(end <= other.span[0] or start >= other.span[1] for other in found):
                found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.span)


def negatives(text: str) -> list[tuple[int, int]]:
    """Where a lower-case text compares with a negative number, which no attribute of a product has: "under -5"."""
    return [match.span() for match in _NEGATIVE.finditer(text)]


def in_digits(text: str) -> str:
    """A lower-case text of the same length with its number words in digits: "two metres", "less than half a kilo".

    A one is only a number before a unit: "a red one".
    """

    def digits(match: re.Match[str]) -> str:
        number, word, end = NUMBER_WORDS[match["word"]], match["word"], match.end()
        counts = number > 1 and word.isascii() and _NOUN_NEXT.match(text, end)
        if _UNIT_NEXT.match(text, end) or counts or (number > 1 and _OPENED.search(text[: match.start()])):
            return f"{number:g}".rjust(len(word), "0")
        return word

    text = _NUMBER_WORD.sub(digits, text)
    return _A_UNIT.sub(
        lambda match: match.group()[: -len(match["word"]) - 1].ljust(len(match.group()) - 2) + "1 ", text
    )


def _chinese(text: str) -> Iterator[Quantity]:
    for op, low, high, unit, span, compared in _CHINESE.read(text):
        yield Quantity(op, low, high, unit, span, compared)


def _compared(text: str) -> Iterator[Quantity]:
    for match in _COMPARED.finditer(text):
        op: Op = next(op for op in BEFORE_NUMBER if match[op])
        value = _amount(match)
        if op == "eq":
            yield _quantity(match, "between", round(value * (1 - _NEARLY), 6), round(value * (1 + _NEARLY), 6))
        elif op in ("lt", "lte"):
            yield _quantity(match, op, None, value)
        else:
            yield _quantity(match, op, value, None)


def _ranges(text: str) -> Iterator[Quantity]:
    for match in _RANGES.finditer(text):
        said = match["said"] is not None
        if match["and"] and not said:
            continue  # "16 GB and 512 GB" are two wishes
        low, high = _amount(match), _number(match["second"]) * (1000 if match["thousand2"] else 1)
        units = [_DIMENSIONS.get(match[name] or "") for name in ("unit1", "unit2")]
        if units[0] and units[1] and units[0][0] == units[1][0]:
            low *= units[0][1] / units[1][1]
        if low < high or (said and low > high):
            quantity = _quantity(match, "between", min(low, high), max(low, high))
            yield replace(quantity, compared=said, swapped=low > high)


def _or_more(text: str) -> Iterator[Quantity]:
    for match in _PLUS.finditer(text):  # "20+ hours"
        yield _quantity(match, "gte", _amount(match), None)
    for match in _OR_MORE.finditer(text):
        value = _amount(match)
        yield _quantity(match, "gte", value, None) if match["gte"] else _quantity(match, "lte", None, value)


def _named(text: str) -> Iterator[Quantity]:
    """A comparison with the attribute's name inside: "max height 55 cm", "a bigger screen than 14 inches"."""
    for match in _NAMED.finditer(text):
        op: Op = next(op for op in ("lte", "gte", "gt", "lt") if match[op])
        value = _amount(match)
        low, high = (None, value) if op in ("lt", "lte") else (value, None)
        yield replace(_quantity(match, op, low, high), span=match.span("number"))


def _either(text: str) -> Iterator[Quantity]:
    """Both numbers of "13 or 14 inch", each for itself."""
    for match in _EITHER.finditer(text):
        low, high = _amount(match), _number(match["second"])
        both = _quantity(match, "eq", low, low)
        if _DIMENSIONS.get(both.unit or "") == _DIMENSIONS["in"] and low < high:
            yield replace(both, op="between", high=high, compared=False)  # of screens: 13 is 13.3
            continue
        yield replace(both, span=match.span("first"), compared=False)
        yield replace(both, low=high, high=high, span=(match.start("second"), match.end()), compared=False)


def _plain(text: str) -> Iterator[Quantity]:
    for match in _PLAIN.finditer(text):
        value = _amount(match)
        trailing = _TRAILING.match(text, match.end())
        if trailing is None and _currency(match) and _IN_HAND.search(text[: match.start()]):
            yield _quantity(match, "lte", None, value)
        elif trailing is None:
            yield replace(_quantity(match, "eq", value, value), compared=False)
        elif trailing["gte"]:
            yield _quantity(match, "gte", value, None)
        else:
            yield _quantity(match, "lte", None, value)


def _quantity(match: re.Match[str], op: Op, low: float | None, high: float | None) -> Quantity:
    groups = match.groupdict()
    said = [groups.get(name) for name in ("unit2", "sign2", "unit1", "sign1")]
    unit = next((unit for unit in said if unit), None)
    if groups.get("thousand") and _number(match["first"]) >= 1000 and unit is None:
        unit = "kelvin"  # nobody says "4000k" for four million
    return Quantity(op, low, high, _CURRENCIES.get(unit, unit) if unit else None, match.span(), True)


def _currency(match: re.Match[str]) -> bool:
    return any(match[name] in _CURRENCIES for name in ("sign1", "unit1"))


def _amount(match: re.Match[str]) -> float:
    number = _number(match["first"])
    return number * 1000 if match["thousand"] and number < 1000 else number


def _number(text: str) -> float:
    """1,299 is a thousand and more; 1,5 is one and a half, and 1.299,00 a price, as much of Europe writes it."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d\d", text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))
