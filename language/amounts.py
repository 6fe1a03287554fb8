"""Amounts in a text: a number with its unit or currency, or with what it counts: "16GB", "€ 25", "an hour", 两百五十块.

Reads no comparisons and no ranges; these are `language.quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from language import numerals, units
from language.numbers import Number, numbers
from language.quantity_words import quantity_words
from language.segmentation import has_han

LATIN = "A-Za-z0-9\u00c0-\u024f\u0400-\u04ff"
"""Characters of words that are written apart, Cyrillic ones too."""
_MEMORY = frozenset({4, 8, 12, 16, 24, 32, 48, 64, 128, 256, 512, 1024})
"""Numbers that, before a G, count gigabytes: 5G is a network."""
_KELVIN = 1000
"""From here on a k behind a number is a kelvin: nobody says "4000k" for four million."""
_TIMES = re.compile(r"\s[x×]\s?\d")
_THOUSANDS = re.compile(r"\d{1,3}[.]\d{3}(?:[.,]\s?[-–—]+)?")
_SIGN_OF_NEXT = re.compile(r"\s[a-z]{0,3}[$£¥￥₹₩]\s?(?=\d)", re.IGNORECASE)
"""Signs that stand before their number, where one follows: "two $ 100 headphones"."""
_TENTHS = re.compile(rf"([{''.join(numerals.DIGITS)}])(?![{numerals.CHARACTERS}])")
_BEFORE_DIGIT = re.compile(r"\s?\d")
_ARTICLES = re.compile(r"\ban?\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or the two of a range, with a unit as `language.units` names it; `said` is how it was written."""

    low: float
    high: float
    unit: str | None
    said: str
    start: int
    end: int
    number: Number
    counted: bool = False
    """Whether a word for counting stands behind the number: 三个, a dozen."""
    plus: bool = False
    """Whether a plus sign stands behind the number: "20+ hours"."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; for nothing if there are none."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)) or r"(?!)"


class Amounts:
    """The spellings of all languages and of one catalog's units. Immutable, so threads may share it."""

    def __init__(self, known_units: Iterable[str] = ()) -> None:
        words = [*quantity_words().values()]
        self._units = {unit.lower(): (unit, 1.0) for unit in known_units} | dict(units.spellings())
        self._currencies = units.currencies()
        self._in_chinese = {word: code for code, said in quantity_words()["zh"].currencies.items() for word in said}
        self._unit = re.compile(
            rf"(?P<plus>\+)?\s?(?:-\s?(?=[A-Za-z]))?(?P<unit>{any_of([*self._units, *self._currencies])})",
            re.IGNORECASE,
        )
        self._sign = re.compile(rf"(?<![{LATIN}])(?P<sign>{any_of(self._currencies)})\s?$", re.IGNORECASE)
        self._half = re.compile(rf"\s?(?:{any_of(w for each in words for w in each.plus_half)})(?![{LATIN}])", re.I)
        self._multiples = {word: number for each in words for word, number in each.multiples.items()}
        self._multiple = re.compile(rf"\s?({any_of(self._multiples)})(?![{LATIN}])", re.IGNORECASE)
        counted = any_of(word for each in words for word in each.counted)
        self._counted = re.compile(rf"(?:{counted})(?!{counted})")  # 四件套 is one thing
        named = any_of(word for word in self._units if len(word) > 2 and word.isascii())
        measuring = any_of(word for each in words for word in each.measuring)
        self._one = re.compile(
            rf"(?<![{LATIN}])an?\s(?P<unit>{named})(?![{LATIN}])(?P<measured>\s(?:{measuring})(?![{LATIN}]))?", re.I
        )

    def read(self, text: str) -> list[Amount]:
        """The amounts of a text, in its order. "A metre" is one if it says so ("a metre of ribbon")."""
        found: list[Amount] = []
        for number in numbers(text):
            if not found or number.start >= found[-1].end:  # else it is part of the one before: 九块九
                found += filter(None, [self._of(text, number)])
        for match in self._one.finditer(text):
            one = Number(1.0, match.start(), match.start() + 1, "en")
            amount = self._with_unit(text, one, match["unit"], match.start(), match.end("unit"))
            taken = any(match.start() < other.end and other.start < match.end() for other in found)
            if not taken:
                is_said = match["measured"] or amount.high > amount.number.value
                found.append(amount if is_said else replace(amount, number=replace(one, language="article")))
        return sorted(found, key=lambda amount: amount.start)

    def _of(self, text: str, number: Number) -> Amount | None:
        """A number with what stands around it; None if it is part of a code."""
        number = self._completed(text, number)
        start, end = number.start, number.end
        if text[:start].endswith(numerals.PERCENT):
            return Amount(number.value, number.value, "%", "%", start - len(numerals.PERCENT), end, number)
        unit = self._unit_at(text, number)
        sign = self._sign.search(text[max(0, start - 20) : start])
        if sign and not _is_currency_here(sign["sign"]):
            sign = None
        if unit and (sign is None or unit["unit"].lower() in self._currencies):
            start -= len(sign.group()) if sign else 0
            return self._with_unit(text, number, unit["unit"], start, unit.end(), plus=bool(unit["plus"]))
        if sign:
            return self._with_unit(text, number, sign["sign"], start - len(sign.group()), end)
        if re.match(f"[{LATIN}]", text[end:]) and not _TIMES.match(text, end):
            return None
        counted = self._counted.match(text, end)
        high = number.value if number.high is None else number.high
        is_multiple = end > 0 and text[:end].endswith(tuple(self._multiples))
        end = counted.end() if counted else end
        return Amount(number.value, high, None, "", start, end, number, bool(counted) or is_multiple)

    def _completed(self, text: str, number: Number) -> Number:
        """With a half or a dozen that follows it."""
        half = self._half.match(text, number.end) if number.language else None
        if half:
            number = replace(number, value=number.value + 0.5, end=half.end())
        multiple = self._multiple.match(text, number.end)
        if multiple:
            value = number.value * self._multiples[multiple[1].lower()]
            number = replace(number, value=value, end=multiple.end())
        article = _ARTICLES.search(text, 0, number.start) if number.language == "en" else None
        return replace(number, start=article.start()) if article and number.value >= 100 else number

    def _unit_at(self, text: str, number: Number) -> re.Match[str] | None:
        match = self._unit.match(text, number.end)
        if match is None or _SIGN_OF_NEXT.match(text, number.end):
            return None
        said, behind = match["unit"], text[match.end() :]
        if not _is_currency_here(said):
            return None
        if match.start("unit") > number.end and said.lower() in self._currencies and _BEFORE_DIGIT.match(behind):
            return None  # "two $ 100 headphones": the sign is of the number behind it
        if re.match(f"[{LATIN}]", said[-1]) and re.match(f"[{LATIN}]", behind):
            return None
        if len(said) == 1 and said.isascii() and said.isalpha():
            return match if self._is_letter_unit(text, number, match) else None
        is_in = said.lower() == "in" and match.start("unit") > number.end
        return None if is_in and re.match(r"[ -](?:one|1|a|the)\b", behind) else match

    def _is_letter_unit(self, text: str, number: Number, match: re.Match[str]) -> bool:
        """Whether a single letter is a unit: not those of "4K", "take 2 a day", "5 T-shirts", and 5G手机."""
        said, spaced = match["unit"], match.start("unit") > number.end
        symbol = self._units[said.lower()][0]
        if symbol == "K":
            return number.value >= _KELVIN or (spaced and said == symbol)
        if said == "G":
            return number.value in _MEMORY
        if spaced and re.match(r"-\w", text[match.end() :]):
            return False
        return not (spaced and symbol in "AJN" and said.islower())

    def _with_unit(self, text: str, number: Number, said: str, start: int, end: int, *, plus: bool = False) -> Amount:
        symbol, scale = self._meaning(text, number, said)
        low, high = number.value, number.value if number.high is None else number.high
        if units.is_currency(symbol) and _THOUSANDS.fullmatch(text[number.start : number.end]):
            low, high = low * 1000, high * 1000  # nobody writes three digits of cents
        more, end = self._remainder(text, said, end)
        low, high = (float(f"{(value + more) * scale:.9g}") for value in (low, high))
        return Amount(low, high, symbol, said, start, end, number, plus=plus)

    def _meaning(self, text: str, number: Number, said: str) -> tuple[str, float]:
        """The unit that is written so, and how many of it one is."""
        key, han = said.lower(), has_han(text)
        code = (self._in_chinese.get(key) if han else None) or self._currencies.get(key)
        if code:
            return code, 1.0
        if (said == "G" or (han and key == "g")) and number.value in _MEMORY:
            return "GB", 1.0
        if han and said == "T":
            return "TB", 1.0
        return (said, 1.0) if said in units.kinds() else self._units[key]  # Nm is no nm

    def _remainder(self, text: str, said: str, end: int) -> tuple[float, int]:
        """What is said behind the unit, as a share of it: "an hour and a half", 两公斤半, 一米八."""
        half = self._half.match(text, end)
        if half:
            return 0.5, half.end()
        if text[end : end + 1] == numerals.HALF:
            return 0.5, end + 1
        tenths = _TENTHS.match(text, end) if said in numerals.WITH_TENTHS else None
        return (numerals.DIGITS[tenths[1]] / 10, end + 1) if tenths else (0.0, end)


def _is_currency_here(said: str) -> bool:
    """Whether what may be money is written as money is; other units always are."""
    return said.isupper() or not units.is_code_only(said.lower())
