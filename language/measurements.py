"""What a catalog states of a measure: a number with its unit, as the whole of a value or anywhere in a text.

For the columns of an import, where the column says what points and commas mean (`language.decimals`) and nobody
compares; what shoppers say is `language.quantities`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from language import units
from language.decimals import NUMBER, Sign, Written, written
from language.lexicon import LEXICON
from language.numbers import read_number
from language.quantity_words import quantity_words
from language.units import unit_named
from language.words import is_unspaced, joined, phrase_key, tokens

_PLAIN_NUMBER = r"[-+]?(?:\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
# The last group: a letter before a hyphen is no unit, as in "5 T-shirts".
_IN_TEXT = re.compile(
    rf"(?<![\w.,])({_PLAIN_NUMBER})[ -]?(\"|″|”|%|°C|°|[A-Za-zµ²/]{{1,10}})(?![\w²]|(?<=[^A-Za-z][A-Za-z])-\w)"
)
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}
_TERM = re.compile(
    rf"""(?:(?P<whole>\d{{1,5}})[ -])?(?P<above>\d{{1,3}})\s?[/⁄]\s?(?P<below>\d{{1,3}})(?![\d/])   # 1/2, 14 1/2, 1-1/4
    |(?P<before>\d{{0,5}})\s?(?P<vulgar>[{"".join(_VULGAR)}])
    |(?P<number>{NUMBER})""",
    re.VERBOSE,
)
_FRACTION = re.compile(r"\d+\s?[/⁄]")
"""Without a unit it is none: the children's sizes 2/3."""
_MOST_OF_A_FRACTION = 64
"""Parts of an inch that tools and pipes come in; sizes such as 42/44 are no fractions."""
_LEAD = re.compile(r"^[^\d½¼¾⅓⅔⅛⅜⅝⅞]*")
_SIGNS = re.compile(r"[~≈<>≤≥=±∅⌀ø+:]|\s")
_MINUS = re.compile(r"[-−–]\s?$")
_TIMES = re.compile(r"\s?[x×*]\s?(?=\d)")
_DASH = re.compile(r"\s*(?:[-–—~…～]|\.\.+)\s*\+?")
_APART = re.compile(r"\s*[,/;+&]?\s*")
_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 2
"""Words behind a number and its unit that may be left out: "512 GB SSD"; more are a sentence."""
_MOST_CHARACTERS = 80
"""What is longer says more than a measure."""
_COUNTED = frozenset({"data", "volume", "mass", "energy", "charge"})
"""Measures of which several make one: 2 x 8 GB, 6 x 330 ml; two lengths make an area."""
_MEMORY = frozenset({8, 12, 16, 24, 32, 48, 64, 128, 256, 512})


@dataclass(frozen=True, slots=True)
class Term:
    """A number as written and what it is multiplied by to be in the unit of its measurement."""

    number: Written
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number, or the two ends of a range, and a unit as `language.units` names it, None for a bare number.

    Each end is a sum (1 h 30 min). `words` stood behind and are no part of it ("SSD").
    """

    ends: tuple[tuple[Term, ...], ...]
    unit: str | None
    words: str = ""

    @property
    def numbers(self) -> Iterator[Written]:
        """The numbers as they are written."""
        return (term.number for end in self.ends for term in end)

    def values(self, sign: Sign | None = None) -> tuple[float, ...]:
        """The number or the two ends, given the sign before the decimals of their column."""
        found = self._sums(sign)
        if len(found) > 1 and found[0] > found[1]:
            other = self._sums("," if sign == "." else ".")  # 55 - 20.000: a range tells what the point is
            return other if other[0] <= other[1] else found
        return found

    def _sums(self, sign: Sign | None) -> tuple[float, ...]:
        sums = (sum(self._value(term.number, sign) * term.factor for term in end) for end in self.ends)
        return tuple(float(f"{one:.12g}") for one in sums)

    def _value(self, number: Written, sign: Sign | None) -> float:
        """Where no number of a column tells, three digits behind a point are decimals, behind a comma thousands; the
        former too, of a unit of which nobody gives thousandths."""
        is_decimal = sign is None and number.open == "." and not units.is_whole(self.unit)
        return number.value("." if is_decimal else sign)


@lru_cache(maxsize=50_000)  # a product's text, for each column whose unit is looked for
def measurements(text: str) -> tuple[tuple[float, str], ...]:
    """All that a text states with a unit: numbers and units."""
    found = ((read_number(number), unit_named(unit)) for number, unit in _IN_TEXT.findall(text))
    return tuple((number, unit) for number, unit in found if unit is not None)


@lru_cache(maxsize=200_000)
def measurement(text: str) -> Measurement | None:
    """What the whole text states ("approx. 1.5 kg", '14 1/2"', "10–12 h", "2 x 8 GB", "27” (68.6 cm)"), or None."""
    text = text.replace("\u00a0", " ").strip()
    if len(text) > _MOST_CHARACTERS:
        return None
    found = _read(text)
    if found is not None or not (brackets := _BRACKETS.search(text)) or not brackets.start():
        return found
    found, beside = _read(text[: brackets.start()]), brackets.group().strip(" ()[]（）")
    if found is None or _read(beside) is not None:
        return found
    if found.unit is None and unit_named(beside):
        return _read(f"{text[: brackets.start()]} {beside}")  # 12 (kg)
    return replace(found, words=f"{found.words} {beside}".strip())


def _read(text: str) -> Measurement | None:
    """The measure that a text is, without anything in brackets."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    before = text[:start]
    minus = _MINUS.search(before)
    if not _are_beside(before[: minus.start()] if minus else before):
        return None
    reader = _Reader(text, start)
    found = reader.whole()
    if found is None:
        return None
    if minus:
        found = replace(found, ends=(tuple(replace(t, factor=-t.factor) for t in found.ends[0]), *found.ends[1:]))
    values = found.values()
    return None if len(values) == 2 and values[0] > values[1] else found


class _Reader:
    """Reads a text from a place on."""

    def __init__(self, text: str, place: int) -> None:
        self._text, self._place = text, place

    def whole(self) -> Measurement | None:
        """All that is left: a number or a range, with what may stand behind it."""
        count = self._count()
        is_fraction = _FRACTION.match(self._text, self._place) is not None
        first = self._sum()
        if first is None:
            return None
        (low, unit), high = first, None
        if self._is_joined():
            second = self._sum()
            scale = 1.0 if second is None or unit is None else units.factor(unit, second[1] or unit)
            if second is None or scale is None:
                return None
            low, high = tuple(replace(term, factor=term.factor * scale) for term in low), second[0]
            unit = second[1] or unit
        if count is not None and units.kind(unit) not in _COUNTED:
            return None
        ends = tuple(tuple(replace(t, factor=t.factor * (count or 1)) for t in end) for end in (low, high) if end)
        words = self._words(unit)
        return None if words is None or (unit is None and is_fraction) else Measurement(ends, unit, words)

    def _count(self) -> int | None:
        """The 2 of "2 x 8 GB"."""
        match = re.compile(r"(\d{1,3})" + _TIMES.pattern).match(self._text, self._place)
        if match is None:
            return None
        self._place = match.end()
        return int(match[1])

    def _sum(self) -> tuple[tuple[Term, ...], str | None] | None:
        """A number with its unit, and more in smaller units of the same measure: 1 h 30 min, 5' 6"."""
        first = self._term()
        if first is None or first[1] is None:
            return first and ((first[0],), first[1])
        terms, unit = [first[0]], first[1]
        while True:
            place = self._place
            apart = _APART.match(self._text, place)
            self._place = apart.end() if apart else place
            more = self._term() if self._text[place : self._place].strip() in ("", ",") else None
            scale = units.factor(more[1], unit) if more and more[1] else None
            if more is None or scale is None or scale >= 1:
                self._place = place
                return tuple(terms), unit
            terms.append(replace(more[0], factor=more[0].factor * scale))

    def _term(self) -> tuple[Term, str | None] | None:
        match = _TERM.match(self._text, self._place)
        number = _number(match) if match else None
        if match is None or number is None:
            return None
        self._place = match.end()
        unit, scale = self._unit(number)
        return Term(number, scale), unit

    def _unit(self, number: Written) -> tuple[str | None, float]:
        match = _unit_pattern().match(self._text, self._place)
        if match is None:
            return None, 1.0
        said = match["unit"]
        symbol, scale = units.written().get(said.lower(), ("", 1.0))
        if not symbol:
            return None, 1.0  # a letter that only looks like one of a unit: ſ
        if len(said) == 1 and said.isascii() and said.isupper() and symbol.islower() and said != "L":
            if said != "G" or number.value(None) not in _MEMORY:
                return None, 1.0  # 5G, size 42 M
            symbol = "GB"
        if said in units.kinds():
            symbol, scale = said, 1.0  # Nm is no nm
        self._place = match.end()
        return symbol, scale

    def _is_joined(self) -> bool:
        """Whether a range goes on: its sign or word is passed then."""
        for pattern in (_DASH, _join_pattern()):
            match = pattern.match(self._text, self._place)
            if match and _TERM.match(self._text, match.end()):
                self._place = match.end()
                return True
        return False

    def _words(self, unit: str | None) -> str | None:
        """What is left, if it may be left out; None if it may not."""
        rest = self._text[self._place :].strip(" .,;")
        if not rest or _are_beside(rest):
            return ""
        words = rest.split()
        is_name = unit is not None and self._text[self._place] == " " and all(_WORD.fullmatch(word) for word in words)
        return rest if is_name and len(words) <= _MOST_WORDS else None


def _number(match: re.Match[str]) -> Written | None:
    if match["vulgar"]:
        return Written(repr(float(match["before"] or 0) + _VULGAR[match["vulgar"]]))
    if match["below"]:
        above, below = int(match["above"]), int(match["below"])
        if not 0 < above < below <= _MOST_OF_A_FRACTION:
            return None
        return Written(repr(int(match["whole"] or 0) + above / below))
    return written(match["number"])


def _are_beside(text: str) -> bool:
    """Whether a text has only signs and words that leave a number beside them what it is: "approx.", "up to"."""
    keys = [token.key for token in tokens(_SIGNS.sub(" ", text))]
    if not keys:
        return not re.search(r"[^\W_]", text) and len(text.strip()) <= 2
    while keys:
        length = next((n for n in range(min(len(keys), 4), 0, -1) if joined(keys[:n]) in _beside()), 0)
        if not length:
            return False
        keys = keys[length:]
    return True


@functools.cache
def _beside() -> frozenset[str]:
    return frozenset(map(phrase_key, LEXICON.beside_numbers))


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    """A unit right behind a number, the longest spelling first; a hyphen may stand between ("15.6-inch")."""
    spelled = sorted(units.written(), key=len, reverse=True)
    return re.compile(rf"(?:\s?-\s?(?=[^\W\d_])|\s?)(?P<unit>{'|'.join(map(_bounded, spelled))})\.?", re.IGNORECASE)


def _bounded(spelled: str) -> str:
    ends_in_word = spelled[-1].isalnum() and not is_unspaced(spelled[-1])
    return re.escape(spelled) + (r"(?![^\W_]|[²³])" if ends_in_word else "")


@functools.cache
def _join_pattern() -> re.Pattern[str]:
    joins = {word for words in quantity_words().values() for word in words.joins if word[0].isalnum()}
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, sorted(joins, key=len, reverse=True)))})\s*", re.IGNORECASE)
