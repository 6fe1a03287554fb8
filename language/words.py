"""Words of messages and of catalogs in the forms in which they are compared: case, accents, marks, number, script.

Whatever compares two texts takes one of these forms of both. Finding the words of Chinese is `language.segmentation`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from language import word_lists

_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts written without spaces between words: each character counts as a word."""
_ACCENTS = r"\u0300-\u036f"  # of European scripts; those of others tell words apart
_LETTER = rf"(?:(?![{_UNSPACED}])[^\W_]|[{_ACCENTS}])"
_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:\.{_LETTER}+)*")
_WITH_POSSESSIVE = re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:\.{_LETTER}+)*(?:['’]s\b)?")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_BESIDE_UNSPACED = re.compile(rf"(?<=[{_UNSPACED}]) | (?=[{_UNSPACED}])")
_NOT_VALUE = re.compile(r"[^\w.+#%]+")
_ACCENT = re.compile(f"[{_ACCENTS}]")
_WRITTEN_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


class Token(NamedTuple):
    """A word of a text: its key, where it stands, and the word itself without capitals and accents."""

    key: str
    start: int
    end: int
    word: str


def spelled(text: str) -> str:
    """As it is spelled, but for capitals, wide forms and bent apostrophes. Accents tell small words apart: "für" is no
    fur."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def fold(text: str) -> str:
    """As names and values are compared: the same without accents, and with ligatures written out."""
    if text.isascii():
        return text.lower()
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", spelled(text)))
    return unicodedata.normalize("NFC", bare).translate(_WRITTEN_OUT)


def words(text: str) -> list[str]:
    """The folded words of a text, without marks and possessive endings; numbers and names keep their points."""
    return _WORD.findall(_POSSESSIVE.sub("", fold(text)))


def tokens(text: str) -> list[Token]:
    """The words of a text where they stand in it."""
    found = ((_POSSESSIVE.sub("", fold(match.group())), match.span()) for match in _WITH_POSSESSIVE.finditer(text))
    return [Token(singular(word), *span, word) for word, span in found]


@lru_cache(maxsize=200_000)  # every value of a catalog, which each change of products looks up again
def phrase_key(text: str) -> str:
    """What the ways to write a phrase have in common: "Women's T-Shirts" and "woman t shirt"."""
    return joined(singular(word) for word in words(text))


def joined(keys: Iterable[str]) -> str:
    """The key of a phrase from its words' keys. Words of scripts without spaces have none, however they were parted."""
    key = " ".join(keys)
    return key if key.isascii() else _BESIDE_UNSPACED.sub("", key)


@lru_cache(maxsize=100_000)  # every answer that is offered, at each request
def value_key(value: str) -> str:
    """What two spellings of one value have in common; other than of phrases, "A+" stays apart from "A"."""
    folded = fold(value)
    return _NOT_VALUE.sub(" ", folded).strip() or " ".join(folded.split())


def between_spaces(text: str) -> str:
    """A text in which a phrase can be looked for between spaces; characters of scripts without any stand each alone."""
    return " ".join(words(text))


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """The singular of a folded English word, near enough to compare two words; codes stay as they are."""
    irregular = _irregular().get(word)
    if irregular or not word.isalpha():
        return irregular or word
    if len(word) > 4 and word.endswith("ie"):
        return word[:-2] + "y"  # as of hoodies and batteries, which look the same
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


@cache
def _irregular() -> dict[str, str]:
    return {plural: single for plural, (single,) in word_lists.named("irregular_plurals")}


def is_unspaced(text: str) -> bool:
    """Whether every character is of a script that is written without spaces."""
    return bool(text) and all(re.match(f"[{_UNSPACED}]", c) for c in text if c != " ")


def runs(words: list[str], longest: int) -> Iterator[str]:
    """The key of every phrase of up to so many words in a row."""
    for first in range(len(words)):
        for end in range(first + 1, min(len(words), first + longest) + 1):
            yield joined(words[first:end])
