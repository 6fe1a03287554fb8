"""The second look at the first results: what a title says the product is, and what the best results have in common.

Words and vectors find what speaks of "monitor"; here a monitor comes before the stand for one. Takes evidence about
each row and gives scores; finding the rows is `retrieval.search.index`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from language.lexicon import LEXICON
from language.words import phrase_key

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]

RERANKED = 100
"""Rows that get the second look: what a shopper may scroll through."""
FEEDBACK_ROWS = 10
"""First results whose mean vector stands for what was found: pseudo-relevance feedback (Rocchio, 1971)."""
FEEDBACK, LENGTH = 0.2, 0.4
"""Weights in the first order: of the nearness to the first results, and against long titles, which hold any word."""
_LONG_TITLE = 80  # words
_MODIFIED_WITHIN = 2
_RUN = re.compile(r"\w+")
_FOR = frozenset({"for", "fit", "fits", "compatible"})
_FOR_REACH = 6  # words


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each evidence counts in the second order. Chosen on rated queries of two catalogs by cross-validation
    over queries (benchmarks/README.md); flat around these values."""

    words: float = 0.25
    word_ranks: float = 0.15
    nearness: float = 0.55
    near_ranks: float = 0.25
    feedback: float = 0.2
    coverage: float = 0.4
    modifier: float = -0.12
    accessory: float = -0.07


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each row found, all (rows,) in [0, 1]."""

    fused: Floats
    """The order that words and vectors agree on (`retrieval.search.fusion`)."""
    words: Floats
    word_ranks: Floats
    nearness: Floats
    near_ranks: Floats
    feedback: Floats
    """Nearness to the first results."""
    coverage: Floats
    """Share of the query's terms that the product has anywhere."""


class Reranker:
    """Scores rows by evidence and title. Immutable, so any number of threads may share it."""

    def __init__(self, titles: Sequence[str], types: Iterable[str], weights: Weights | None = None) -> None:
        self._titles = titles
        self._heads = type_heads(types)
        self._weights = weights or Weights()
        self._length = np.asarray([min(1.0, len(_RUN.findall(title)) / _LONG_TITLE) for title in titles])

    def scores(self, query: str, rows: Rows, evidence: Evidence) -> Floats:
        """The score of each of `rows` in [0, 1], (rows,): the best by the first order are scored again, the others
        stay below them in that order."""
        first = evidence.fused + FEEDBACK * evidence.feedback + LENGTH * (1 - self._length[rows])
        scores = first / (1 + FEEDBACK + LENGTH)
        best = np.lexsort((rows, -first))[:RERANKED]
        again = self._second(query, rows[best], evidence, best)
        rest = np.setdiff1d(np.arange(len(rows)), best)
        if len(rest):
            scores[rest] *= again.min() / max(float(scores[best].min()), 1e-9)
        scores[best] = again
        return np.clip(scores, 0.0, 1.0)

    def _second(self, query: str, rows: Rows, evidence: Evidence, places: Rows) -> Floats:
        w = self._weights
        kept = ("words", "word_ranks", "nearness", "near_ranks", "feedback", "coverage")
        total = sum(getattr(w, name) for name in kept)
        scores = sum(getattr(w, name) * getattr(evidence, name)[places] for name in kept) / total
        words = [word for word in phrase_key(query).split() if word not in LEXICON.stop_words]
        if not words:
            return np.asarray(scores)
        titles = [phrase_key(self._titles[row]).split() for row in rows]
        modifier = np.asarray([modifies(words[-1], title, self._heads) for title in titles], float)
        accessory = np.asarray([is_made_for(words[-1], title) for title in titles], float)
        return np.asarray(scores + (w.modifier * modifier + w.accessory * accessory) / total)


def type_heads(types: Iterable[str]) -> frozenset[str]:
    """The nouns that say what a thing is: the last word of each product type's name."""
    keys = (phrase_key(name).split() for name in types)
    return frozenset(key[-1] for key in keys if key and key[-1].isalpha())


def modifies(word: str, title: Sequence[str], heads: Collection[str]) -> bool:
    """Whether the title's last mention of the word only says what kind of another thing it is: "monitor stand"."""
    if word not in title:  # most titles, and a list is searched faster than walked through
        return False
    last = max(place for place, other in enumerate(title) if other == word)
    return any(other in heads and other != word for other in title[last + 1 : last + 1 + _MODIFIED_WITHIN])


def is_made_for(word: str, title: Sequence[str]) -> bool:
    """Whether the title says that the product is for, or fits, what the word names: "case for ipad"."""
    if word not in title:
        return False
    return any(word in title[place + 1 : place + 1 + _FOR_REACH] for place, other in enumerate(title) if other in _FOR)
