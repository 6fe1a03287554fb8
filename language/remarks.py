"""Known phrases in the short texts of columns: what stands beside a price, what is written of the stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from language.lexicon import Kinds
from language.words import joined, tokens

_LONGEST = 8
"""Words of a phrase; of Chinese and Japanese, characters."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A phrase that is known, and under which names; `unknown` words have none. Positions are of characters."""

    kinds: tuple[str, ...]
    start: int
    end: int


def remarks(text: str, known: Kinds) -> list[Remark]:
    """The phrases of a text from left to right, the longest at each place; a word that is part of none has no kinds."""
    words = tokens(text)
    found: list[Remark] = []
    place = 0
    while place < len(words):
        length, kinds = _longest([word.key for word in words[place : place + _LONGEST]], known)
        found.append(Remark(kinds, words[place].start, words[place + length - 1].end))
        place += length
    return found


def _longest(keys: Sequence[str], known: Kinds) -> tuple[int, tuple[str, ...]]:
    for length in range(len(keys), 0, -1):
        if kinds := known.get(joined(keys[:length])):
            return length, kinds
    return 1, ()
