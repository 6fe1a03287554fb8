"""Spelling: words of a query that the catalog never writes, as the words that it does.

Only what is one slip away (two in a long word) and starts alike is corrected: a brand that the shop does not carry
must stay what it is. Phrases of product types and values are `retrieval.understanding.phrases`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from language.lexicon import ADJECTIVES, ATTRIBUTE_WORDS, COMPARATIVES, OF_ATTRIBUTE, SUPERLATIVES, SYNONYMS
from language.segmentation import has_han
from language.tokens import STOP_WORDS, fold
from language.words import singular

LEAST_LETTERS = 5
"""Almost any shorter word is one slip away from another."""
LONG = 9
"""From here on two slips are forgiven."""
_LEAST_TEXTS = 3
"""A word in fewer products' texts may be a slip itself."""
_MOST_CORRECTIONS = 8
_WORD = re.compile(rf"[^\W\d_]{{{LEAST_LETTERS},30}}")
_NO_SLIPS = {*ADJECTIVES, *COMPARATIVES, *SUPERLATIVES, *OF_ATTRIBUTE, *ATTRIBUTE_WORDS, *SYNONYMS, *STOP_WORDS}


def slips(word: str) -> int:
    """How many slips are forgiven in a word."""
    return 0 if len(word) < LEAST_LETTERS else 1 if len(word) < LONG else 2


class Speller:
    """Corrects queries by the words of the shop's own texts. Immutable, so any number of threads may share it."""

    def __init__(self, texts_with: Mapping[str, int], more: Iterable[str] = ()) -> None:
        """`texts_with` says in how many products' texts each word is; `more` are words that count as common."""
        self._texts_with = texts_with
        self._known = frozenset(more)
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        common = {
            word for word, count in texts_with.items() if count >= _LEAST_TEXTS and len(word) >= LEAST_LETTERS - 1
        }
        for word in sorted(common | {word for word in self._known if len(word) >= LEAST_LETTERS - 1}):
            if word.isalpha() and not has_han(word):
                self._by_letter[word[0]].append(word)

    def corrected(self, query: str) -> str:
        """The query with its misspelled words put right; itself if there are none."""
        left = _MOST_CORRECTIONS

        def put_right(match: re.Match[str]) -> str:
            nonlocal left
            better = self.nearest(fold(match.group())) if left else None
            left -= better is not None
            return better or match.group()

        return _WORD.sub(put_right, query)

    def nearest(self, word: str) -> str | None:
        """The common word that a misspelled one was to be; None if it is known or nothing is near.

        A slip in Chinese is another word.
        """
        if self._is_known(word) or not slips(word) or has_han(word):
            return None
        near = [w for w in self._by_letter[word[0]] if abs(len(w) - len(word)) <= slips(word)]
        found = extract(word, near, scorer=DamerauLevenshtein.distance, score_cutoff=slips(word), limit=8)
        best = min(found, key=lambda hit: (hit[1], -self._texts_with.get(hit[0], 0)), default=None)
        return str(best[0]) if best else None

    def _is_known(self, word: str) -> bool:
        forms = {word, singular(word), f"{word}s"}
        return any(form in self._texts_with or form in self._known or form in _NO_SLIPS for form in forms)
