"""Mistyped words of a message, read as the nearest phrase of the catalog and linked as that would have been."""

from __future__ import annotations

from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading, Word
from retrieval.understanding.ordinary_words import ordinary_words
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.value_step import ValueStep

_MOST_CORRECTIONS = 8


class CorrectionStep:
    """Immutable, so threads may share it."""

    def __init__(self, phrases: Phrases, values: ValueStep, evidence: Evidence) -> None:
        self._phrases = phrases
        self._values = values
        self._evidence = evidence

    def read(self, reading: Reading, *, only_types: bool = False) -> None:
        """Words that the catalog never writes are read as the nearest phrase that it does."""
        unknown = [place for place, word in enumerate(reading.words) if self._may_be_mistyped(word)]
        for place in unknown[:_MOST_CORRECTIONS]:
            word = reading.words[place]
            key = None if reading.is_fitting(word.span) else self._phrases.corrected(word.key, reading.asked)
            if key is not None and self._link(reading, place, key, only_types):
                reading.corrections[word.text] = key
                word.text = key

    def _may_be_mistyped(self, word: Word) -> bool:
        return word.free and word.key not in ordinary_words() and not self._phrases.is_known(word.key)

    def _link(self, reading: Reading, place: int, key: str, only_types: bool) -> bool:
        """Whether the phrase that a word was to be means something here."""
        types = self._phrases.types.of(key)
        if (only_types and not types) or (types and reading.types):
            return False  # who named the thing does not name another one wrongly
        if types and reading.rows is None:
            reading.rows = self._evidence.rows_of(types)
        value = None if reading.asked is None else self._phrases.values.asked(reading.asked, key)
        if value is not None and reading.asked is not None:
            self._values.add(reading, place, place + 1, reading.asked, value)
        elif types:
            reading.types.extend(types)
            reading.words[place].typed = True
        else:
            return self._values.read_word(reading, place, key)
        return True
