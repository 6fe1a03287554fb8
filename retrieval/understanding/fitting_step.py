"""What the product must fit: "ink for a Canon MG5250". A brand there is not the brand looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.lexicon import LEXICON
from retrieval.understanding.message import Reading, Word, carries_meaning, overlap
from retrieval.understanding.phrases import Phrases

_FITTING = frozenset(tuple(phrase.split()) for phrase in LEXICON.fitting)
_MOST_FITTING = max(map(len, _FITTING))
_MODEL = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w{4,}\b", re.IGNORECASE)
_NEAR = 2  # words behind "for" that may name another product


class FittingStep:
    """Immutable, so threads may share it."""

    def __init__(self, phrases: Phrases) -> None:
        self._values = phrases.values

    def read(self, reading: Reading) -> None:
        """Marks the characters that name another product which the one looked for must fit."""
        words = reading.words
        found = next(filter(None, (_fitting(words, place) for place in range(len(words)))), None)
        if found is None or not any(carries_meaning(word) for word in words[: found[0]]):
            return
        first, inside = found
        start, end = inside[0].span[0], inside[-1].span[1]
        is_typed = any(word.typed for word in words[:first])
        near = [word for word in inside[:_NEAR] if word.free and not _is_amount(reading, word.span)]
        if self._names_product(near) or (is_typed and _names_model(reading, start, end)):
            compared = [quantity.span[0] for quantity in reading.quantities if quantity.compared]
            reading.fits = (start, min([end, *(bound for bound in compared if bound > start)]))

    def _names_product(self, words: Sequence[Word]) -> bool:
        return any(self._values.is_brand(word.key) or self._values.is_fitted(word.key) for word in words)


def _names_model(reading: Reading, start: int, end: int) -> bool:
    return any(not _is_amount(reading, match.span()) for match in _MODEL.finditer(reading.text, start, end))


def _is_amount(reading: Reading, span: tuple[int, int]) -> bool:
    return any(overlap(span, quantity.span) for quantity in reading.quantities)


def _fitting(words: Sequence[Word], place: int) -> tuple[int, Sequence[Word]] | None:
    """The place of "fits" and the words behind it up to a mark, without "a" or "my"."""
    lengths = range(1, _MOST_FITTING + 1)
    length = next((n for n in lengths if tuple(word.said for word in words[place : place + n]) in _FITTING), None)
    if length is None:
        return None
    begin = place + length
    end = next((n for n in range(begin, len(words)) if words[n].separate), len(words))
    begin += begin < end and words[begin].said in LEXICON.determiners
    return (place, words[begin:end]) if begin < end else None
