"""Words of messages and of catalog phrases, in the form in which they are compared: case, accents, number, script.

Nothing but the standard library: of this folder, Rasa's image has this module alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts written without spaces between words: each character counts as a word."""
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+(?:[.'’](?:(?![{_UNSPACED}])[^\W_])+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_IRREGULAR = {"mice": "mouse", "feet": "foot", "teeth": "tooth", "men": "man", "women": "woman"} | {
    "children": "child", "knives": "knife", "shelves": "shelf", "scarves": "scarf", "lenses": "lens",
    "leaves": "leaf", "loaves": "loaf", "mens": "man", "womens": "woman", "childrens": "child",
}  # fmt: skip
_FUNCTION_WORDS = """
a about above after again all also am an and another any anything are around as ask at be been before being below
between both but by can cannot could day did do does doing done down during each either else enough even every
everything few first for from get give go good got had has have he hello help her here hi him his how i if in into is
it its just know let like ll long look looking lot many may maybe me mean more most much must my need needs never new
next no none not nothing now of off ok okay old on once one only or other others our out over own please put quite
rather re really right same say see she should show since so some something such sure take tell than thank thanks
that the their them then there these they thing think this those though through to too two under until up us use very
via want was way we well were what when where which while who whose why will with within without would yes yet you
your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words that name nothing, whatever a catalog has for a brand or a value."""


class Token(NamedTuple):
    """A word of a text: its key, where it stands, and the word itself without capitals and accents."""

    key: str
    start: int
    end: int
    word: str


def tokens(text: str) -> list[Token]:
    """The words of a text; parts joined by hyphens, slashes and other marks are words of their own."""
    found = ((fold(match.group()), match.span()) for match in _WORD.finditer(text))
    return [Token(singular(word), *span, word) for word, span in found]


def phrase_key(text: str) -> str:
    """What the ways to write a phrase have in common: "Women's T-Shirts" and "woman t shirt"."""
    return " ".join(token.key for token in tokens(text))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """One word in lower case, without accents or a possessive ending."""
    plain = unicodedata.normalize("NFKD", word)
    plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()
    return _POSSESSIVE.sub("", plain) or plain


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """The singular of an English word in lower case, near enough to compare two words; codes stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.isalpha() and word.endswith("ie"):
        return word[:-2] + "y"  # as of hoodies and batteries, which look the same
    if len(word) < 4 or not word.isalpha() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def is_unspaced(text: str) -> bool:
    """Whether every character is of a script that is written without spaces."""
    return bool(text) and all(re.match(f"[{_UNSPACED}]", c) for c in text if c != " ")


def runs(words: list[str], longest: int) -> Iterator[str]:
    """Every phrase of up to so many words in a row."""
    for first in range(len(words)):
        for end in range(first + 1, min(len(words), first + longest) + 1):
            yield " ".join(words[first:end])
