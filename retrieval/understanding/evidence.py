"""How many products speak for a reading of words: those in question that state something, and texts that hold a word.

Counts in one catalog's table; what a count is enough for, the readers decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from data.catalog.products import CATEGORY
from language.segmentation import has_han
from retrieval.attribute_table import AttributeTable, Bools

LEAST_PRODUCTS = 3
COMMON = 0.05
"""Share of the products of a type that must state a value before a word for it is taken so."""
_SURE = 0.25
"""Of the products whose texts have the words, at least this share must state the value: "case" is in far more
texts than the brand Case sells products."""
HALF = 0.5


class Evidence:
    """Immutable, so any number of threads may read it. `rows` mark the products in question; None: all."""

    def __init__(self, table: AttributeTable) -> None:
        self._table = table
        self._holders = lru_cache(None)(lambda attribute: np.unique(table.entry_row[table.entries_of(attribute)]))

    def covering(self, attribute: int, rows: Bools | None) -> int:
        """How many products state the attribute."""
        holders = self._holders(attribute)
        return len(holders) if rows is None else int(rows[holders].sum())

    def covers(self, attribute: int, rows: Bools) -> bool:
        """Whether most products state the attribute."""
        return bool(self.covering(attribute, rows) >= HALF * rows.sum())

    def divides(self, attribute: int, rows: Bools) -> bool:
        """Whether a few of the products in question state the attribute, and more than a few do not."""
        stating = self.covering(attribute, rows)
        return self.is_common(stating, rows) and self.is_common(int(rows.sum()) - stating, rows)

    def stating(self, attribute: int, value: int, rows: Bools) -> int:
        """How many products state the value of the attribute."""
        entries = self._table.entries_of(attribute)
        return int(rows[self._table.entry_row[entries[self._table.entry_value[entries] == value]]].sum())

    def is_common(self, products: int, rows: Bools, share: float = COMMON) -> bool:
        """Whether so many products are more than a few, and no small share of those in question."""
        return bool(products >= max(LEAST_PRODUCTS, share * rows.sum()))

    def texts_with(self, word: str) -> int:
        """How many products' texts have the word; of Chinese, its rarest pair of characters. At least one."""
        counts = self._table.text_words
        if has_han(word):
            return max(1, min(counts.get(word[i : i + 2], 0) for i in range(max(1, len(word) - 1))))
        return max(1, counts.get(word, 0) + counts.get(f"{word}s", 0))

    def is_telling(self, key: str, named: int) -> bool:
        """Whether texts that hold the words mostly mean what `named` of them name."""
        return named >= _SURE * min(self.texts_with(word) for word in key.split())

    def rows_of(self, types: Sequence[str]) -> Bools | None:
        """Marks the products of any of these categories; None if there are none."""
        category, wanted = self._table.ids[CATEGORY], frozenset(types)
        ids = [value for value in self._table.value_ids(category) if self._table.values[value] in wanted]
        entries = self._table.entries_of(category)
        marked = np.zeros(self._table.rows, np.bool_)
        marked[self._table.entry_row[entries[np.isin(self._table.entry_value[entries], ids)]]] = True
        return marked if marked.any() else None
