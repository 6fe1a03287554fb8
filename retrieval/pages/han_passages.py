"""Passages in Chinese, found by their words: the packaged language model reads none, so meaning cannot help.

Scores are on the scale of `retrieval.pages.passages`: the share of what was asked that a passage holds, rare words
counting more, and words of the title and the heading more than those of the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.words import fold

Scores = npt.NDArray[np.float32]
_IN_TITLE, _IN_TEXT = 0.5, 0.7
"""What a word in the title of the page or in the text counts, beside one in the heading."""
_LITTLE = 0.2  # what a word weighs that asks, beside others
_LEFT_OUT = (LEXICON.stop_words - LEXICON.asking) | LEXICON.on_all_pages


class HanPassages:
    """The words of passages. Immutable, so threads may share it."""

    def __init__(self, titles: Sequence[str], headings: Sequence[str], texts: Sequence[str]) -> None:
        chinese = [has_han(text) for text in texts]  # the others are found by meaning, and hold nothing here
        self._titles, self._headings, self._texts = (
            [fold(part) if is_chinese else "" for part, is_chinese in zip(parts, chinese, strict=True)]
            for parts in (titles, headings, texts)
        )
        same = LEXICON.page_words
        self._words = Segmenter([*same, *same.values(), *LEXICON.page_whole], sorted(LEXICON.page_parted))

    def scores(self, question: str) -> Scores:
        """(passages,) in [0, 1]."""
        terms = self._terms(question)
        scores = np.zeros(len(self._texts), np.float32)
        if not terms:
            return scores
        weights = 0.0
        for term in terms:
            said = {term, LEXICON.page_words.get(term, term)}
            in_title, in_heading, in_text = (
                np.array([any(word in text for word in said) for text in texts], np.float32)
                for texts in (self._titles, self._headings, self._texts)
            )
            having = int(np.count_nonzero(in_title + in_heading + in_text))
            if not having and not has_han(term):
                continue  # a word of another language, which these pages do not have to hold
            rarity = (_LITTLE if term in LEXICON.asking else 1.0) * math.log(
                1 + (len(self._texts) - having + 0.5) / (having + 0.5)
            )
            scores += rarity * np.maximum(in_heading, np.maximum(_IN_TITLE * in_title, _IN_TEXT * in_text))
            weights += rarity
        return scores / weights if weights else scores

    def _terms(self, question: str) -> list[str]:
        words = dict.fromkeys(fold(word) for word in self._words.cut(question))
        return [word for word in words if word not in _LEFT_OUT and (len(word) > 1 or word in LEXICON.page_words)]
