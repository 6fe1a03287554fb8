"""Units: how they are spelled, what they measure, and how many of one are another.

The table is `units.yaml`, the factors are computed with pint by `scripts/units`, and the words of each language stand
in its file. A unit is named as pages show it: "g", "in", "°C"; currencies by their codes.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from language import word_lists, yaml_text
from language.quantity_words import quantity_words

_FOLDER = Path(__file__).parent
_DIMENSIONS = frozenset({"b", "d", "h", "l", "t", "w", "min"})
_WHOLE = frozenset({
    "rpm", "mAh", "lm", "lx", "dpi", "ppi", "px", "pages", "sheets", "W", "VA", "mW",
})  # fmt: skip
_UNIT_BEHIND = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{1,12}?)\s*[)\]）]\s*$")
_LETTER_BEHIND = re.compile(r"(?P<name>[^\W\d_]+)_(?P<unit>[^\W\d_])")
_UNIT_APART = re.compile(
    r"(?P<said>(?:\s(?:in|en|w|в)\s|,)\s*)?(?(said)|[_\s])(?P<unit>[^\W\d_]{1,12}[²³]?)\s*$", re.IGNORECASE
)


_CODES: tuple[str, ...] = tuple((_FOLDER / "currencies.txt").read_text(encoding="utf-8").split())
"""The currencies of ISO 4217 that are spent; without funds, metals and those that are gone."""
_TABLE: Mapping[str, Mapping[str, str | None]] = yaml_text.load((_FOLDER / "units.yaml").read_text(encoding="utf-8"))
_FACTORS: Mapping[str, float] = json.loads((_FOLDER / "unit_factors.json").read_text(encoding="utf-8"))


@functools.cache
def kinds() -> Mapping[str, str]:
    """What each unit measures."""
    return {symbol: kind for kind, named in _TABLE.items() for symbol in named}


@functools.cache
def spellings() -> Mapping[str, tuple[str, float]]:
    """Every spelling in lower case, with its unit and how many of it one is; symbols before words, English first."""
    found: dict[str, tuple[str, float]] = {}
    for symbol in kinds():
        found.setdefault(symbol.lower(), (symbol, 1.0))
    for symbol, name in ((symbol, name) for named in _TABLE.values() for symbol, name in named.items()):
        if name and name.isalpha():  # in English, as pint says it: kilowatt
            found |= {name: (symbol, 1.0), f"{name}s": (symbol, 1.0)}
    for words in quantity_words().values():
        for symbol, spelled in words.units.items():
            for word, scale in spelled:
                found.setdefault(word.lower(), (symbol, scale))
    return found


@functools.cache
def written() -> Mapping[str, tuple[str, float]]:
    """The spellings with those that only columns have: "To" is a terabyte there."""
    found = dict(spellings())
    for words in quantity_words().values():
        for symbol, spelled in words.written_units.items():
            for word in spelled:
                found.setdefault(word.lower(), (symbol, 1.0))
    return found


@functools.cache
def currencies() -> Mapping[str, str]:
    """Every spelling of a currency in lower case, with its code."""
    found: dict[str, str] = {}
    for code, word in _spelled_currencies():
        found.setdefault(word, code)
    return found


@functools.cache
def currencies_of(spelled: str) -> frozenset[str]:
    """The codes of all currencies that are spelled so, in any case: a "$" is a dollar of many countries."""
    return frozenset(code for code, word in _spelled_currencies() if word == spelled.lower())


@functools.cache
def is_code_only(word: str) -> bool:
    """Whether a lower-case word is a currency as a code in capitals only: a MAD is money, a "mad" is not."""
    spelled = {word for words in quantity_words().values() for said in words.currencies.values() for word in said}
    return word.upper() in _CODES and word not in spelled and word not in spellings()


def _spelled_currencies() -> Iterator[tuple[str, str]]:
    """Every code with every spelling of it, those of the languages first; "kgs" are kilograms."""
    for words in quantity_words().values():
        for code, spelled in words.currencies.items():
            yield from ((code, word) for word in spelled)
    yield from ((code, code.lower()) for code in _CODES if code.lower() not in spellings())


def is_currency(unit: str | None) -> bool:
    """Whether the unit is money that we read."""
    return unit in _codes()


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(currencies().values())


def unit_named(text: str) -> str | None:
    """The unit that a source spells so, or None if we do not know it or it is a part of one."""
    symbol, scale = spellings().get(text.strip(".").lower(), (None, 1.0))
    return symbol if scale == 1.0 else None


def kind(unit: str | None) -> str:
    """What a unit measures; nothing if it is unknown."""
    return kinds().get(unit or "", "")


def is_whole(unit: str | None) -> bool:
    """Whether nobody gives thousandths of it: 1.400 rpm are many, 1.400 m are not."""
    return unit in _WHOLE


def factor(unit: str, to: str) -> float | None:
    """What a number in `unit` is multiplied by to be in `to`; None if they measure different things."""
    if unit == to:
        return 1.0
    if not kind(unit) or kind(unit) != kind(to):
        return None
    return _FACTORS[unit] / _FACTORS[to]


def _is_symbol(word: str) -> bool:
    """Whether it can only be a unit: those that are words end a name as words do ("Plug in", "Labels per sheet")."""
    return len(word) > 1 and word.lower() in _symbols()


@functools.cache
def _symbols() -> frozenset[str]:
    symbols = {symbol.lower() for symbol, name in _names().items() if name and name.lower() != symbol.lower()}
    return frozenset(symbols - _DIMENSIONS - {"in", "mi"})


@functools.cache
def _names() -> Mapping[str, str | None]:
    return {symbol: name for named in _TABLE.values() for symbol, name in named.items()}


def stated_in(name: str) -> str | None:
    """The unit that a column's name ends with, if it can be nothing else: (h) may be a height, (min) a minimum."""
    unit = named_in(name)[1]
    return None if unit is None or unit.lower() in _DIMENSIONS else unit


@functools.lru_cache(maxsize=10_000)  # every product of an import names its columns
def named_in(name: str) -> tuple[str, str | None]:
    """A column's name without the unit that it ends with, and that unit as it is spelled there: "Height (cm)",
    "weight_kg", "Poids en grammes"."""
    match = _UNIT_BEHIND.search(name)
    if match and match.start() and unit_named(match[1]):
        return name[: match.start()], match[1]
    match = _UNIT_APART.search(name)
    if match and match.start() and (match["said"] or _is_symbol(match["unit"])) and unit_named(match["unit"]):
        return name[: match.start()], match["unit"]
    match = _LETTER_BEHIND.fullmatch(name)
    unit = unit_named(match["unit"]) if match else None
    if match and unit and kind(unit) == _measured().get(match["name"].casefold()):
        return match["name"], match["unit"]
    return name, None


@functools.cache
def _measured() -> Mapping[str, str]:
    """What the names of measures are given in: a weight in units of mass."""
    sides = dict.fromkeys(("length", "width", "height", "depth"), "length")
    kinds = sides | {"weight": "mass", "volume": "volume", "capacity": "volume", "power": "power", "voltage": "voltage"}
    known = word_lists.named("attribute_names")
    return {word.casefold(): kinds[name] for name, said in known for word in (name, *said) if name in kinds} | kinds
