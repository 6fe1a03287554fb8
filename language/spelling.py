"""Spelling: the word that a mistyped one was to be.

Only what is one typo away (two in a long word) and begins alike is taken: a brand that the shop does not carry must
stay what it is. Which words are choices is the caller's; a `Speller` takes those of the shop's texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from language.lexicon import LEXICON
from language.segmentation import has_han
from language.words import fold, is_unspaced, singular

LEAST_LETTERS = 5
"""Almost any shorter word is one typo away from another."""
LONG = 9
"""From here on two typos are forgiven."""
_LEAST_TEXTS = 3  # a word in fewer products' texts may be a typo itself
_MOST_CORRECTIONS = 8
_MOST_NEAR = 8
_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},30}}")
_NO_TYPOS = frozenset().union(
    *(LEXICON.adjectives, LEXICON.comparatives, LEXICON.superlatives, LEXICON.of_attribute),
    *(LEXICON.label_words, LEXICON.things, LEXICON.stop_words),
)


class NearestWords:
    """Finds the nearest of some words. Immutable, so any number of threads may share it."""

    def __init__(self, choices: Iterable[str]) -> None:
        """Those of `choices` that may be meant: of four letters or more, and in a script in which a typo is a typo."""
        self._by_start: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(set(choices)):
            if len(word) >= LEAST_LETTERS - 1 and not is_unspaced(word[0]):
                self._by_start[word[0], len(word)].append(word)

    def of(
        self, word: str, rank: Callable[[str], Any], least: int = LEAST_LETTERS, more: Iterable[str] = ()
    ) -> str | None:
        """The nearest of the words, and of `more`, to a folded one of `least` letters or more; of those that are as
        near, the least by `rank`."""
        if len(word) < least or not word.isalpha() or has_han(word):
            return None
        most = 1 if len(word) < LONG else 2
        lengths = range(len(word) - most, len(word) + most + 1)
        near = [choice for length in lengths for choice in self._by_start.get((word[0], length), ())]
        near += [choice for choice in more if choice[0] == word[0] and len(choice) in lengths]
        found = extract(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=_MOST_NEAR)
        best = min(found, key=lambda hit: (hit[1], rank(hit[0]), hit[0]), default=None)
        return str(best[0]) if best else None


class Speller:
    """Corrects queries by the words of the shop's own texts. Immutable, so any number of threads may share it."""

    def __init__(
        self, texts_with: Mapping[str, int], more: Iterable[str] = (), ordinary: Container[str] = frozenset()
    ) -> None:
        """`texts_with` says in how many products' texts each word is; `more` are words that count as common, and
        `ordinary` ones that are no typos, whatever the shop writes."""
        self._texts_with = texts_with
        self._ordinary = ordinary
        self._known = frozenset(more)
        common = {word for word, count in texts_with.items() if count >= _LEAST_TEXTS}
        self._common = NearestWords(word for word in common | self._known if word.isalpha())

    def corrected(self, query: str) -> str:
        """The query with its mistyped words put right; itself if there are none."""
        left = _MOST_CORRECTIONS

        def put_right(match: re.Match[str]) -> str:
            nonlocal left
            better = self._nearest(fold(match.group())) if left else None
            left -= better is not None
            return better or match.group()

        return _WORD.sub(put_right, query)

    def _nearest(self, word: str) -> str | None:
        """The common word that a mistyped one was to be; None if it is known or nothing is near."""
        forms = {word, singular(word), f"{word}s"}
        known = (self._texts_with, self._known, _NO_TYPOS, self._ordinary)
        if any(form in words for words in known for form in forms):
            return None
        return self._common.of(word, rank=lambda other: -self._texts_with.get(other, 0))
