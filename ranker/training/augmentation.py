"""Altered copies of a query: what people type is misspelt, in another order, in capitals, or shorter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ranker.perturbations import misspelt, reordered, substituted

Alteration = Callable[[str, np.random.Generator], str]


class Augmentation:
    """Calls with a query give `copies` altered ones; `synonyms` are the shop's own, by word."""

    def __init__(self, copies: int, seed: int, synonyms: Mapping[str, Sequence[str]] | None = None) -> None:
        self._copies = copies
        self._random = np.random.default_rng(seed)
        self._alterations: list[Alteration] = [misspelt, misspelt, reordered, _shortened]
        self._alterations.append(lambda query, _: query.upper())
        if synonyms:
            self._alterations.append(lambda query, random: substituted(query, random, synonyms))

    def __call__(self, query: str) -> list[str]:
        """The altered copies, different from the query where it can be altered."""
        chosen = self._random.choice(len(self._alterations), size=self._copies)
        return [self._alterations[i](query, self._random) for i in chosen]


def _shortened(query: str, random: np.random.Generator) -> str:
    words = query.split()
    if len(words) < 3:
        return query
    del words[int(random.integers(len(words)))]
    return " ".join(words)
