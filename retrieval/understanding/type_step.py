"""The product types of a message: which it names, and which of several nouns the sentence is about.

Knows nothing of spelling; what else names a type is `retrieval.understanding.type_names`.
"""

from __future__ import annotations

from typing import NamedTuple

from data.catalog.products import CATEGORY
from language import negation
from language.lexicon import LEXICON
from language.segmentation import has_han
from language.words import joined
from retrieval.understanding.attribute_names import Names
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading, is_measured, is_subject
from retrieval.understanding.phrases import Phrases


class _Named(NamedTuple):
    """The words from `first` to before `end`, and the types that they name."""

    first: int
    end: int
    types: list[str]


class TypeStep:
    """Immutable, so threads may share it."""

    def __init__(self, phrases: Phrases, names: Names, evidence: Evidence) -> None:
        self._phrases = phrases
        self._names = names
        self._evidence = evidence

    def read(self, reading: Reading, *, within: bool) -> None:
        """`within` a conversation about some products, a word for a part of them names no other product: the screen of
        a laptop is no monitor.
        """
        named: list[_Named] = []
        for first, end, key in reading.free_phrases():
            types = [] if key in LEXICON.stop_words else self._phrases.types.of(key)
            if not types or is_measured(reading.words, first) or self._is_other_kind(reading, first, key):
                continue
            if within and key not in self._phrases.types.names and self._names.named(key, reading.rows):
                continue
            if not self._is_negated(reading, first, end, key, types):
                named.append(_Named(first, end, types))
                _mark(reading, named[-1], has_han(key) and not has_han(types[0]))
        self._choose(reading, self._without_values(reading, named), within=within)

    def _is_negated(self, reading: Reading, first: int, end: int, key: str, types: list[str]) -> bool:
        """Whether the type is not wanted, which is a constraint if it is surely that type."""
        after = negation.after(reading.words, end)
        if negation.before(reading.words, first) is None and after is None:
            return False
        if (after or reading.ends_phrase(end)) and self._phrases.types.is_own(key):
            for label in types:
                reading.add(first, end, CATEGORY, "neq", label)
        return True

    def _without_values(self, reading: Reading, named: list[_Named]) -> list[_Named]:
        """Without those that, apart from another type's name, are a value of it: "kettle 2400 W stainless steel"."""
        kept = []
        for one in named:
            earlier = [other for other in named if other.end < one.first]
            rows = self._evidence.rows_of(earlier[-1].types) if earlier else None
            words = reading.words[one.first : one.end]
            if rows is None or not self._phrases.is_value_or_part(joined(word.key for word in words), rows):
                kept.append(one)
                continue
            for word in words:
                word.typed = False
        return kept

    def _choose(self, reading: Reading, named: list[_Named], *, within: bool) -> None:
        """Keeps the types that the sentence is about."""
        for first, end, types in named:
            if is_subject(reading.words, first, end, within=within):
                reading.types.extend(types)
                continue
            for word in reading.words[first:end]:
                word.typed = any(f <= first < e for f, e, _ in named if is_subject(reading.words, f, e, within=within))
        if reading.types:
            reading.rows = self._evidence.rows_of(reading.types)

    def _is_other_kind(self, reading: Reading, first: int, key: str) -> bool:
        """Whether the word before makes it a thing of another kind: a washing machine, where only coffee machines are
        sold. Words that the catalog writes do not, nor those that say nothing of the kind.
        """
        names = self._phrases.types
        if names.is_own(key) or key not in names.names or not first or reading.words[first].separate:
            return False
        before = reading.words[first - 1]
        is_kind = before.said.endswith("ing") and before.key not in LEXICON.stop_words
        return is_kind and before.free and not self._phrases.is_known(before.key)


def _mark(reading: Reading, named: _Named, is_translated: bool) -> None:
    """Marks the words of a type; where the catalog is in another language, so is the search."""
    for word in reading.words[named.first : named.end]:
        word.typed = True
        word.used = word.used or is_translated
    if is_translated:
        reading.words[named.first].text, reading.words[named.first].used = named.types[0], False
