"""How likely the products that a shopper means are of the types that the words name.

From evidence in the catalog: how many products are of the types, beside those whose texts hold the words; whether the
words are a type's own name, said last or first of other nouns, or were misspelled. The weights are those of a logistic
regression on two catalogs with people's ratings (docs: `benchmarks/through_reading.md`); no word of theirs is kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from data.catalog.products import CATEGORY
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading, carries_meaning
from retrieval.understanding.type_names import TypeNames

_BASE, _OF_TEXTS, _OF_SIZE, _OWN, _MODIFIES, _CORRECTED = 0.0, 1.0, 0.5, 0.5, -1.0, -1.0


class TypeCertainty:
    """Weighs readings of one catalog. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, evidence: Evidence, names: TypeNames) -> None:
        self._evidence = evidence
        self._names = names
        self._sizes: dict[str, int] = {}
        if CATEGORY in table.ids:
            number = table.ids[CATEGORY]
            entries = table.entry_value[table.entries_of(number)]
            for value in table.value_ids(number):
                self._sizes[str(table.values[value])] = int((entries == value).sum())

    def of(self, reading: Reading) -> float:
        """Between 0 and 1; 0 if no type is named."""
        if not reading.types or reading.subject is None:
            return 0.0
        weights = (_BASE, _OF_TEXTS, _OF_SIZE, _OWN, _MODIFIES, _CORRECTED)
        return 1 / (1 + math.exp(-sum(w * f for w, f in zip(weights, self.features(reading), strict=True))))

    def features(self, reading: Reading) -> Sequence[float]:
        """What the weights are of: 1, the logarithms of the share of texts and of the products of the types, and what
        holds (1) or does not (0)."""
        if reading.subject is None:
            return (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        first, end, key = reading.subject
        size = max(1, sum(self._sizes.get(label, 0) for label in dict.fromkeys(reading.types)))
        texts = min(self._evidence.texts_with(word) for word in key.split()) if key else size
        behind = reading.words[end : end + 1]
        modifies = any(not word.separate and word.free and carries_meaning(word) for word in behind)
        corrected = any(word.text in reading.corrections.values() for word in reading.words[first:end])
        share = math.log(size / max(size, texts))
        own = self._names.is_own(key)
        return (1.0, share, math.log(size), float(own), float(modifies), float(corrected))
