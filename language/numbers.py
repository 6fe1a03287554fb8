"""Numbers in a text, in digits and in words: "1.299,00", "1½", "1.5k", "two hundred and twenty", "half a", 两百五.

Number words are read by text2num, and what it lacks comes from each language's file. Which of them are amounts of
something is decided in `language.quantities`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from text_to_num import find_numbers

from language import numerals
from language.quantity_words import quantity_words

_LATIN = "A-Za-z\u00c0-\u024f\u0400-\u04ff"
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DIGITS = re.compile(
    rf"""(?<![{_LATIN}\d_])(?<!\d[.,/⁄])(?<![{_LATIN}][-.])
    (?P<minus>[-−–](?<![\w.,)][-−–]))?
    (?P<number>(?:\d+[ ])?\d+[/⁄]\d+            # 1/2, 1 1/2
    |\d*[½¼¾]
    |(?!0)\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)      # 1,299.00
    |(?!0)\d{{1,2}}(?:,\d\d)+,\d{{3}}(?:\.\d+)?(?!\d)  # 1,29,900.00
    |(?!0)\d{{1,3}}(?:\.\d{{3}})+,\d{{1,2}}(?!\d)     # 1.299,00
    |(?!0)\d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\d)          # 1.200.000
    |(?!0)\d{{1,3}}(?:['’]\d{{3}})+(?:\.\d+)?(?!\d)   # 1'200
    |(?!0)\d{{1,3}}(?:[ \xa0\u2009\u202f]\d{{3}})+(?:,\d{{1,2}})?(?![\d/])(?![.,]\d) # 1 200, 1 200,50
    |(?:\d+[.,]|(?<!\d)\.)\d+(?![.,]?\d)|\d+(?![.,]\d))
    (?P<even>[.,]\s?[-–—]{{1,2}}(?!\s?\d))?             # 1299,-""",
    re.VERBOSE,
)
_SCALES = "".join(scale for scale in numerals.SCALES if numerals.SCALES[scale] >= 100)
_SCALE = re.compile(rf"(?:(?P<k>[kK])|(?P<han>[{_SCALES}])(?![{numerals.SCALES_OF_UNITS}]))(?![{_LATIN}\d])")
_WORD = re.compile(rf"[{_LATIN}]+(?:['’][{_LATIN}]+)*|\d+")
_HAN_DIGITS = "".join(numerals.DIGITS)
_HAN_NUMERAL = re.compile(
    rf"(?P<half>{numerals.HALF})"
    rf"|(?P<numeral>(?:[{_HAN_DIGITS}十]|(?<={numerals.PERCENT})百)[{numerals.CHARACTERS}]*(?:{numerals.POINT}[{_HAN_DIGITS}]+)?)"
)
_TWO_DIGITS = re.compile(rf"(?P<low>[{_HAN_DIGITS}])(?P<high>[{_HAN_DIGITS}])(?P<scale>[{numerals.CHARACTERS}]?)$")
_JOINED = re.compile(r"\d[-–−]$")
_ORDINAL = "ordinal"
_LANGUAGES = ("en", "de", "fr", "es", "it")
"""Those of `quantity_words` that text2num reads, English first: who says "six" means it in both."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands. `high` is the other end of a range that is one word: 两三百 is 200 to 300."""

    value: float
    start: int
    end: int
    language: str = ""
    """Of a number word; nothing of digits."""
    high: float | None = None
    thousands: bool = False
    """Whether it was written with a k: 4k may be a resolution, and 4000k a colour."""


def numbers(text: str) -> list[Number]:
    """The numbers of a text, in its order and without overlap; of those that overlap, the longest."""
    found = [*_in_digits(text), *_phrases(text), *_in_words(text), *_in_han(text)]
    taken: list[Number] = []
    for number in sorted(found, key=lambda number: number.start - number.end):
        if all(number.end <= other.start or number.start >= other.end for other in taken):
            taken.append(number)
    ends = {number.end for number in taken}
    # The 8700 of an i7-8700 is no number, that of 8000-8700 is.
    kept = [n for n in taken if n.start - 1 in ends or not _JOINED.search(text[: n.start])]
    kept = [n for n in kept if n.language != _ORDINAL]
    return sorted(kept, key=lambda number: number.start)


def read_number(text: str) -> float:
    """The number in either decimal convention: a last group of other than three digits is the fraction."""
    text = re.sub(r"[ \xa0\u202f'’]", "", text)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return float(text)
    whole, fraction = text[:last], text[last + 1 :]
    separators = {c for c in text if c in ".,"}
    thousands = len(fraction) == 3 and (text.count(text[last]) > 1 or (text[last] == "," and whole.lstrip("-+") != "0"))
    if thousands and len(separators) == 1:
        return float(re.sub(r"[.,]", "", text))
    return float((re.sub(r"[.,]", "", whole) or "0") + "." + fraction)


def _in_digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        value, start, end = _spelled(match["number"]), match.start(), match.end()
        scale = _SCALE.match(text, end)
        thousands = scale is not None and scale["k"] is not None
        if scale and not (thousands and value >= 1000):  # the k of 4000K is left to be read as a unit
            value, end = value * (1000 if thousands else numerals.SCALES[scale["han"]]), scale.end()
        else:
            thousands = False
        if text[:start].endswith(numerals.BELOW_ZERO):
            value, start = -value, start - len(numerals.BELOW_ZERO)
        yield Number(-value if match["minus"] else value, start, end, thousands=thousands)


def _spelled(number: str) -> float:
    if number[-1] in _HALVES:
        return float(number[:-1] or 0) + _HALVES[number[-1]]
    whole, _, parts = number.rpartition(" ") if "/" in number or "⁄" in number else ("", "", number)
    above, sign, below = parts.replace("⁄", "/").partition("/")
    if sign:
        return float(whole or 0) + (float(above) / float(below) if float(below) else 0.0)
    return read_number(number)


@functools.cache
def _phrase_pattern() -> tuple[re.Pattern[str], Mapping[str, tuple[float, str]]]:
    known = {
        phrase: (number, language)
        for language, words in quantity_words().items()
        for phrase, number in words.numbers.items()
    }
    listed = "|".join(re.escape(phrase) for phrase in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![{_LATIN}\d])(?:{listed})(?![{_LATIN}])"), known


def _phrases(text: str) -> Iterator[Number]:
    pattern, known = _phrase_pattern()
    for match in pattern.finditer(text.lower()):
        number, language = known[match.group()]
        yield Number(number, *match.span(), language)


class _Token:
    """A word as text2num asks for it."""

    __slots__ = ("end", "start", "word")

    def __init__(self, match: re.Match[str]) -> None:
        self.word, self.start, self.end = match.group().lower(), match.start(), match.end()

    def text(self) -> str:
        return self.word

    def text_lowercase(self) -> str:
        return self.word

    def nt_separated(self, _previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def _in_words(text: str) -> Iterator[Number]:
    tokens = [_Token(match) for match in _WORD.finditer(text)]
    for language in _LANGUAGES if tokens else ():
        for found in find_numbers(tokens, language, 0):
            first, last = tokens[found.start], tokens[found.end - 1]
            if not first.word.isdecimal():
                read_as = _ORDINAL if found.is_ordinal else language
                yield Number(float(found.value), first.start, last.end, read_as)


def _in_han(text: str) -> Iterator[Number]:
    for match in _HAN_NUMERAL.finditer(text):
        before = text[: match.start()]
        if before.endswith(numerals.ORDINALS):
            continue
        two = _TWO_DIGITS.match(match["numeral"] or "")
        low, high = (numerals.value(two[end] + two["scale"]) if two else 0.0 for end in ("low", "high"))
        if two and two["scale"] in ("", *numerals.SCALES):
            if low < high:
                yield Number(low, *match.span(), "zh", high)
            continue
        value = 0.5 if match["half"] else numerals.value(match["numeral"])
        if before.endswith(numerals.BELOW_ZERO):
            yield Number(-value, match.start() - len(numerals.BELOW_ZERO), match.end(), "zh")
        else:
            yield Number(value, *match.span(), "zh")
