"""Which words of a text are negated: "not red", "neither black nor white", "sugar-free", "黑色的不要".

Knows the words that negate and what may stand between; what is then not wanted is the reader's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from language.lexicon import LEXICON

_LONGEST_NEGATED_VERB = 5  # words from a verb to what it is about
_LONGEST_JOINED = 3  # words of a phrase before an "or"


class Said(Protocol):
    """A word as it is spelled; `separate` if a mark parts it from the word before."""

    @property
    def said(self) -> str: ...

    @property
    def separate(self) -> bool: ...


def before(words: Sequence[Said], first: int) -> int | None:
    """The position of the word that negates the phrase starting at `first`."""
    place = first - 1
    while place >= 0 and words[place].said in LEXICON.between_negation and not words[place + 1].separate:
        place -= 1
    if place < 0 or words[place + 1].separate:
        return None
    said = words[place].said
    if place == 0 and said in LEXICON.refusing and _begins_anew(words[1 : first + 1]):
        return None  # it answers what was said before: "no for my daughter", "no the red one"
    if place and f"{words[place - 1].said} {said}" in LEXICON.negating_pairs:
        return place - 1
    if said in LEXICON.joining:  # "neither black nor white", "not in black or white"
        return place if _is_joined(words, place) else None
    return place if said in LEXICON.negations else None


def _begins_anew(words: Sequence[Said]) -> bool:
    return any(word.said in LEXICON.for_whom or word.said in LEXICON.determiners for word in words)


def is_of_verb(words: Sequence[Said], first: int) -> bool:
    """Whether a negated verb stands before the phrase, which says nothing of whether the thing is wanted: "I don't want
    to worry about charging", "it need not be red". What is not wanted to be so is not wanted: "not to be red"."""
    for place in range(first - 1, max(0, first - 1 - _LONGEST_NEGATED_VERB), -1):
        if words[place + 1].separate:
            return False
        if words[place - 1].said in LEXICON.infinitive and not words[place].separate:
            is_direct = before(words, first) is not None and words[place - 2].said not in LEXICON.needing
            return before(words, place) is not None and not is_direct
    return False


def _is_joined(words: Sequence[Said], joint: int) -> bool:
    """Whether what stands before the "or" is negated."""
    for start in range(joint - 1, max(-1, joint - 1 - _LONGEST_JOINED), -1):
        if words[start].said in LEXICON.between_negation or words[start].said in LEXICON.negations:
            return False
        if before(words, start) is not None:
            return True
        if words[start].separate:
            return False
    return False


def behind(words: Sequence[Said], end: int) -> int | None:
    """The end of the words that negate what ends before `end`: "fluoride-free", "黑色的不要"; None if none do."""
    if _follows(words, end, LEXICON.freeing):
        return end + 1
    return after(words, end)


def after(words: Sequence[Said], end: int) -> int | None:
    """The same where the words negate all that was said: "黑色的不要"."""
    while _follows(words, end, LEXICON.binding):
        end += 1
    if _follows(words, end, LEXICON.excepting_behind):
        return end + 1
    is_last = end + 1 >= len(words) or words[end + 1].separate
    return end + 1 if is_last and _follows(words, end, LEXICON.negating_behind) else None


def _follows(words: Sequence[Said], place: int, wanted: frozenset[str]) -> bool:
    return place < len(words) and words[place].said in wanted and not words[place].separate
