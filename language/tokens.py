"""Words of product texts and queries: the normal form for comparing, and the terms for lexical search.

Knows nothing of products, fields or indexes; both sides of a comparison must come through here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

import Stemmer

from language import chinese
from language.segmentation import HAN, has_han
from language.words import singular

_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_NOT_WORD = re.compile(r"[^\w.]+")
_NOT_VALUE = re.compile(r"[^\w.+#%]+")
# A number with its unit or a code is one run ("32gb", "cb435a", "2.4ghz"); inner marks join the parts of one term.
_RUN = re.compile(r"[^\W_]+(?:[.\-'’/_][^\W_]+)*")
_JOINTS = re.compile(r"[.\-'’/_]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]{1,6})")
_INCH_MARK = re.compile(r"(?<=\d)\s*(?:\"|''|”|″|-?\s?inch(?:es)?\b)")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BORDER = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u3400-\u9fff])")
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_LONGEST_UNIT = 5
_RUNS_KEPT = 50_000  # whose terms are known: few of a catalog's words make up nearly all of its texts

_STOP_WORDS = """
a an and any are as at be been but by can could do does for from get give got had has have i i'd i'm i've if im
in into is it its just like looking me my need of on or our please so some something than that the their them there
these they this to us want was we were what which who will with would you your also ones needs really actually should
must
"""
STOP_WORDS = frozenset(_STOP_WORDS.split()) | chinese.STOP_WORDS


def fold(text: str) -> str:
    """Compatibility forms unified, lower case."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> str:
    """Lower-case text of letters, digits and full stops, single-spaced: "Wi-Fi, 5 GHz" is "wi fi 5 ghz"."""
    return _NOT_WORD.sub(" ", text.lower()).strip()


@lru_cache(maxsize=100_000)  # every answer that is offered, at each request
def value_key(value: str) -> str:
    """What two spellings of one value have in common; "A+" stays apart from "A"."""
    folded = fold(value)
    return _NOT_VALUE.sub(" ", folded).strip() or " ".join(folded.split())


class Tokeniser:
    """Text to lexical terms: stemmed words, and every way to write a code or a number with its unit.

    "Wi-Fi" gives wifi, wi, fi; "32GB" and "32 GB" both give 32gb, 32, gb; 27" gives 27in and 27.
    Scripts written without spaces give single characters and pairs. Not safe to share between threads.
    """

    def __init__(self, language: str = "english") -> None:
        self._stem = Stemmer.Stemmer(language).stemWord
        self._known = lru_cache(_RUNS_KEPT)(lambda run: tuple(self._of_run(run)))

    def terms(self, text: str, compounds: Collection[str] = ()) -> list[str]:
        """The terms of `text` in order, repeats kept.

        `compounds` are words that may be written as two: "mouse pad" also gives mousepad if it is one.
        """
        folded = _INCH_MARK.sub("in ", fold(text))
        found: list[str] = []
        previous = ""
        for run in _RUN.findall(folded):
            found.extend(self._known(run))
            if previous:
                found.extend(self._of_pair(previous, run, compounds))
            previous = run
        return found

    def _of_run(self, run: str) -> Iterator[str]:
        if _IDEOGRAPHS.search(run):
            yield from self._of_ideographs(run)
            return
        if _NUMBER.fullmatch(run):
            yield run
            return
        if _NUMBER_AND_UNIT.fullmatch(run):
            yield from self._of_part(run)
            return
        parts = [part for part in _JOINTS.split(run) if part]
        if len(parts) > 1:
            yield self._stem("".join(parts))
        for part in parts:
            yield from self._of_part(part)

    def _of_ideographs(self, run: str) -> Iterator[str]:
        """Characters and their pairs; Latin words and numbers inside a run as anywhere else, and as a pair with the
        character beside them where they are one letter: "T恤".
        """
        pieces = [piece for piece in _BORDER.split(run) if piece]
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            if not _IDEOGRAPHS.search(piece):
                yield from self._of_run(piece)
                if len(piece) == 1 and following:
                    yield piece + following[0]
                continue
            yield from piece
            yield from (piece[i : i + 2] for i in range(len(piece) - 1))

    def _of_part(self, part: str) -> Iterator[str]:
        measured = _NUMBER_AND_UNIT.fullmatch(part)
        if measured:
            yield part
            yield from measured.groups()
        elif part not in STOP_WORDS:
            yield self._stem(part)

    def _of_pair(self, first: str, second: str, compounds: Collection[str]) -> Iterator[str]:
        if _NUMBER.fullmatch(first) and second.isalpha() and len(second) <= _LONGEST_UNIT:
            yield first + second
        elif compounds and first + second in compounds:
            yield self._stem(first + second)


def plain_words(text: str) -> list[str]:
    """The plain alphabetic words of a text, unstemmed and in lower case."""
    return [run for run in _RUN.findall(fold(text)) if run.isalpha()]


@lru_cache(maxsize=200_000)  # every value of a catalog, which each change of products looks up again
def phrase_key(text: str) -> str:
    """What two ways to write one phrase have in common: case, marks between words, singular, plural, possessive."""
    key = " ".join(singular(word.strip(".")) for word in words(_POSSESSIVE.sub("", fold(text))).split())
    return _BESIDE_HAN.sub("", key)


def joined(keys: Iterable[str]) -> str:
    """The key of a phrase from its words' keys. Chinese words have no spaces between them, however they were parted."""
    key = " ".join(keys)
    return _BESIDE_HAN.sub("", key) if has_han(key) else key


def found_in(text: str) -> str:
    """A text in which a phrase can be looked for between spaces; Han characters stand each alone."""
    said = words(text)
    return " ".join(HAN.sub(r" \g<0> ", said).split()) if has_han(said) else said
