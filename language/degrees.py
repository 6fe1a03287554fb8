"""Degrees of adjectives that are words of their own: "更轻一点", "最便宜", "太贵", and orders: "按价格从低到高".

Chinese says them so; where endings say them ("lighter", "cheapest") the lexicon has the forms. Which attribute is
meant is found in `retrieval.understanding.preferences`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from language.lexicon import LEXICON, Direction


@dataclass(frozen=True, slots=True)
class Order:
    """An order asked for by name, and the place behind its words."""

    label: str
    direction: Direction
    end: int


def order(words: Sequence[str], place: int) -> Order | None:
    """The order that "按价格排序" or "价格从低到高" asks for, beginning at a place."""
    named = place + (words[place] in LEXICON.sorted_by)
    rest = "".join(words[named + 1 :])
    if not rest.startswith((*LEXICON.rising, *LEXICON.falling, *LEXICON.sorting)):
        return None
    falls = any(phrase in rest for phrase in LEXICON.falling)
    return Order(words[named], "high" if falls else "low", len(words))


@dataclass(frozen=True, slots=True)
class Degree:
    """An adjective with what stands around it, from word `first` to before `end`."""

    adjective: str
    first: int
    end: int
    sorts: bool = False
    compares: bool = False
    reverse: bool = False
    """Whether too much of it is what is said, or feared: "太贵", "不要太贵"."""


def degree(words: Sequence[str], place: int) -> Degree | None:
    """The degree that begins at a place; None if none does."""
    first, reverse, sorts, compares = place, False, False, False
    if words[place] in LEXICON.not_too and words[place + 1 : place + 2] and words[place + 1] in LEXICON.too:
        place, reverse = place + 2, True
    elif words[place] in LEXICON.too:
        place, reverse, compares = place + 1, True, True
    elif words[place] in LEXICON.most:
        place, sorts = place + 1, True
    elif words[place] in LEXICON.more:
        place, compares = place + 1, True
    if place >= len(words) or words[place] not in LEXICON.adjectives:
        return None
    end = place + 1
    if end < len(words) and words[end] in LEXICON.a_bit:
        end, compares = end + 1, compares or not (sorts or reverse)
    return Degree(words[place], first, end, sorts, compares, reverse)
