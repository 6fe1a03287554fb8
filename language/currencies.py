"""Currencies as columns of prices write them: codes, symbols, words; and how many decimals their prices have.

The words are of `languages/`, the symbols and decimals of CLDR (`currencies.json`, which `scripts/currencies` writes).
What shoppers say of money is `language.amounts`.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

from language.lexicon import LEXICON
from language.quantity_words import quantity_words
from language.units import currencies_of
from language.words import is_unspaced

_LEAST_LETTERS = 2
"""Of a symbol of letters that only CLDR has, to be money wherever it stands: a "g" is a gourde in Haiti alone."""
_COUNTRY = re.compile(r"^([a-z]{2,})(?=\\?[$¥£])")
"""The letters of "US$", which some write apart."""
_TABLE: Mapping[str, Mapping[str, list[str] | int]] = json.loads(
    Path(__file__).with_name("currencies.json").read_text(encoding="utf-8")
)


def digits(code: str) -> int:
    """The decimals of prices in the currency: 2 of most, 3 of the Kuwaiti dinar, none of the yen (CLDR)."""
    return _number(code, "digits")


def cash_digits(code: str) -> int:
    """The same of amounts in cash; without any, "29.900" is thousands (Colombia, Hungary)."""
    return _number(code, "cash")


def is_code(text: str) -> bool:
    """Whether the text is the code of a currency that is spent."""
    return text in _TABLE


@functools.cache
def meant_by(spelled: str) -> frozenset[str]:
    """The codes of all currencies that are written so, in any case: one for a code, many for "$"."""
    return usually_meant_by(spelled) | frozenset(_by_symbol().get(spelled.lower(), ()))


@functools.cache
def usually_meant_by(spelled: str) -> frozenset[str]:
    """The same without those that are meant only where the shop has them: a "£" is of Britain, not of Saint Helena."""
    word = spelled.lower()
    if is_code(word.upper()):
        return frozenset({word.upper()})
    if named := currencies_of(word) | _written().get(word, frozenset()):
        return named
    return frozenset(_by_symbol().get(word, ())) if len(word) >= _LEAST_LETTERS or not word.isalpha() else frozenset()


@functools.cache
def pattern() -> re.Pattern[str]:
    """Finds the spellings in a text in lower case (NFKC), the longest at each place."""
    words = {word for each in quantity_words().values() for said in each.currencies.values() for word in said}
    spelled = (*words, *_written(), *_by_symbol(), *map(str.lower, _TABLE))
    every = {unicodedata.normalize("NFKC", word) for word in spelled}
    every -= LEXICON.price_remarks.keys()  # "da 19,90" is no Algerian dinar
    return re.compile("|".join(map(_bounded, sorted(every, key=len, reverse=True))))


def _bounded(word: str) -> str:
    """Letters stand for money only where the word begins and ends with them."""
    before = r"(?<![^\W\d_])" if word[0].isalpha() and not is_unspaced(word) else ""
    behind = r"(?![^\W\d_])" if word[-1].isalpha() and not is_unspaced(word) else ""
    return before + _COUNTRY.sub(r"\1\\s?", re.escape(word)) + behind


@functools.cache
def _written() -> Mapping[str, frozenset[str]]:
    """The codes by spellings that only columns have."""
    found: dict[str, frozenset[str]] = {}
    for words in quantity_words().values():
        for code, spelled in words.written_currencies.items():
            found |= {word: found.get(word, frozenset()) | {code} for word in spelled}
    return found


@functools.cache
def _by_symbol() -> Mapping[str, Collection[str]]:
    found: dict[str, list[str]] = {}
    for code, known in _TABLE.items():
        symbols = known["symbols"]
        for symbol in symbols if isinstance(symbols, list) else ():
            found.setdefault(unicodedata.normalize("NFKC", symbol), []).append(code)
    return found


def _number(code: str, name: str) -> int:
    number = _TABLE[code][name]
    if not isinstance(number, int):
        raise TypeError(f"language/currencies.json: {name} of {code} is {number!r}; run scripts/currencies")
    return number
