"""Near-duplicates: products that differ in nothing but colour, size and the like, as one card with variants.

Two products are variants if brand, type and title agree once everything that a value of their own says is taken
out of the title. Which of them is shown is the order's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from data.catalog.products import BUILT_IN, Product, values_of
from language.words import phrase_key
from recommender.engine.snapshot import Snapshot
from recommender.protocol.recommend import Variant

LEAST_WORDS = 2
"""Words that two titles must share after that: "Mouse black" and "Mouse red" may be anything."""
MOST_VARIANTS = 12
_KEPT = 50_000
_LONGEST_VALUE = 40  # characters


class Variants:
    """Groups the products of one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._products = snapshot.catalog.products
        products = self._products
        self._signature = lru_cache(_KEPT)(lambda row: signature(products[row]))

    def grouped(self, rows: npt.NDArray[np.integer]) -> list[list[int]]:
        """Positions in `rows`, best first, by group; groups stand where their first product does."""
        groups: dict[object, list[int]] = {}
        for position, row in enumerate(rows.tolist()):
            groups.setdefault(self._signature(row) or position, []).append(position)
        return list(groups.values())

    def cards(self, shown: int, others: Sequence[int]) -> list[Variant]:
        """The products at rows `others` as variants of the one at row `shown`."""
        return [_variant(self._products[shown], self._products[row]) for row in others[:MOST_VARIANTS]]


def signature(product: Product) -> tuple[Any, ...] | None:
    """What the variants of a product have in common; None if its title says too little to tell."""
    said = {
        word
        for name, value in product.attributes.items()
        if name not in BUILT_IN
        for single in values_of(value)
        if isinstance(single, str) and len(single) <= _LONGEST_VALUE
        for word in phrase_key(single).split()
    }
    kind = phrase_key(product.category or "").split()
    words = [
        word for word in phrase_key(product.title).split() if word in kind or not (word in said or _is_amount(word))
    ]
    if len(words) < LEAST_WORDS or words == kind:
        return None
    return (product.brand, product.category, *words)


def _is_amount(word: str) -> bool:
    return word[:1].isdigit() and sum(letter.isalpha() for letter in word) <= 2


def _variant(shown: Product, other: Product) -> Variant:
    differs = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in other.attributes.items()
        if shown.attributes.get(name) != value
    }
    return Variant(id=other.id, title=other.title, price=other.price, available=other.available, differs=differs)
