"""Ranges between two values of a scale: "M-XL", "S to L", "from medium to firm" are all values from one to the other.

Which attributes are scales, and how their values follow each other, `retrieval.understanding.scales` knows.
"""

from __future__ import annotations

from language.lexicon import LEXICON
from language.quantity_words import quantity_words
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading
from retrieval.understanding.phrases import Phrases
from retrieval.understanding.scales import scales

_SIGNS = frozenset("-‐‑–—~～")
_JOINS = frozenset(word for words in quantity_words().values() for word in words.joins)
_OPENING = frozenset(word for words in quantity_words().values() for word in words.opening)
_AND = frozenset(word for words in quantity_words().values() for word in words.and_)


class ScaleStep:
    """Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, phrases: Phrases, evidence: Evidence) -> None:
        self._table = table
        self._phrases = phrases
        self._evidence = evidence
        self._scales = scales(table)

    def read(self, reading: Reading, rows: Bools) -> None:
        """Keeps the ranges of values that products in question have."""
        for first in range(len(reading.words) - 1):
            last = _other_end(reading, first)
            if last is None or not reading.all_free(first, last + 1):
                continue
            found = self._between(reading.words[first].key, reading.words[last].key, rows)
            if found is not None:
                attribute, values = found
                reading.add(first, last + 1, self._table.attributes[attribute].name, "in", values)

    def _between(self, low: str, high: str, rows: Bools) -> tuple[int, tuple[str, ...]] | None:
        """The scale on which both are, that most products in question state, and its values from one to the other."""
        best: tuple[int, int, tuple[str, ...]] | None = None
        for attribute, ordered in self._scales.items():
            known = self._phrases.values.by_attribute.get(attribute, {})
            ids = [known.get(key, known.get(LEXICON.sizes.get(key, ""))) for key in (low, high)]
            places = [
                ordered.index(str(self._table.values[i])) for i in ids if i is not None and self._is_on(i, ordered)
            ]
            covering = self._evidence.covering(attribute, rows)
            if len(places) == 2 and places[0] != places[1] and covering > (best[0] if best else 0):
                best = covering, attribute, ordered[min(places) : max(places) + 1]
        return best[1:] if best else None

    def _is_on(self, value: int, ordered: tuple[str, ...]) -> bool:
        return str(self._table.values[value]) in ordered


def _other_end(reading: Reading, first: int) -> int | None:
    """The place of the word that ends a range which this one begins."""
    words = reading.words
    gap = reading.text[words[first].span[1] : words[first + 1].span[0]].strip()
    if gap and gap in _SIGNS:
        return first + 1
    if first + 2 >= len(words) or words[first + 1].separate or words[first + 2].separate:
        return None
    joint, opened = words[first + 1].said, first > 0 and words[first - 1].said in _OPENING
    return first + 2 if joint in _JOINS or (opened and joint in _AND) else None
