"""Terms of product texts and queries for lexical search.

Knows nothing of products, fields or indexes; both sides of a search must come through here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

import Stemmer

from language.lexicon import LEXICON
from language.words import fold

# A number with its unit or a code is one run ("32gb", "cb435a", "2.4ghz"); inner marks join the parts of one term.
_RUN = re.compile(r"[^\W_]+(?:[.\-'’/_][^\W_]+)*")
_JOINTS = re.compile(r"[.\-'’/_]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_AND_UNIT = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]{1,6})")
_LONGEST_UNIT = 5
_INCH_MARK = re.compile(r"(?<=\d)\s*(?:\"|''|”|″|-?\s?inch(?:es)?\b)")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BORDER = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u3400-\u9fff])")
_RUNS_KEPT = 50_000  # whose terms are known: few of a catalog's words make up nearly all of its texts


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
        elif part not in LEXICON.stop_words:
            yield self._stem(part)

    def _of_pair(self, first: str, second: str, compounds: Collection[str]) -> Iterator[str]:
        if _NUMBER.fullmatch(first) and second.isalpha() and len(second) <= _LONGEST_UNIT:
            yield first + second
        elif compounds and first + second in compounds:
            yield self._stem(first + second)


def plain_words(text: str) -> list[str]:
    """The plain alphabetic words of a text, unstemmed and in lower case."""
    return [run for run in _RUN.findall(fold(text)) if run.isalpha()]
