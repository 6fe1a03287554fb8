"""How likely the products that a shopper means are of the types that the words name.

From evidence in the catalog: how many products are of the types, beside those whose texts hold the words and beside the
catalog's other types, and whether the words were misspelled. A word of few products in many texts ("case" where the
cases are sorted under what they are for) names a type by chance.
"""

from __future__ import annotations

import math

import numpy as np

from data.catalog.products import CATEGORY
from retrieval.attribute_table import AttributeTable
from retrieval.understanding.evidence import Evidence
from retrieval.understanding.message import Reading

_BASE, _OF_TEXTS, _OF_SIZE = 0.93, 0.74, 0.40
"""Of a logistic regression on the share of well rated products that are of the types read, over 123 queries of two
catalogs (benchmarks/through_reading.md). Each alone foretells the other's: Brier 0.11 and 0.08, 0.14 and 0.16 of the
mean."""
_CORRECTED = -1.0
"""By judgement: no rated query names its type with a typo."""


class TypeCertainty:
    """Weighs readings of one catalog. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, evidence: Evidence) -> None:
        self._evidence = evidence
        self._sizes: dict[str, int] = {}
        if CATEGORY in table.ids:
            values = table.value_ids(table.ids[CATEGORY])
            entries = table.entry_value[table.entries_of(table.ids[CATEGORY])] - values.start
            sizes = np.bincount(entries, minlength=len(values))
            self._sizes = {str(table.values[value]): int(sizes[value - values.start]) for value in values}
        self._usual = sum(self._sizes.values()) / max(1, len(self._sizes))

    def of(self, reading: Reading) -> float:
        """Between 0 and 1; 0 if no type is named."""
        if not reading.types or reading.subject is None:
            return 0.0
        first, end, key = reading.subject
        size = max(1, sum(self._sizes.get(label, 0) for label in dict.fromkeys(reading.types)))
        texts = min((self._evidence.texts_with(word) for word in key.split()), default=size)
        is_corrected = any(word.text in reading.corrections.values() for word in reading.words[first:end])
        score = _BASE + _OF_TEXTS * math.log(size / max(size, texts)) + _OF_SIZE * math.log(size / self._usual)
        return round(1 / (1 + math.exp(-score - _CORRECTED * is_corrected)), 3)
