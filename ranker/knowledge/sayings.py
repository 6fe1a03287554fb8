"""Which of a family's needs a request speaks of: the one with the nearest saying, to a ranker's language model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ranker.candidates import Encode, Vectors
from ranker.knowledge.families import Family, Need

NEAR = 0.6
"""Cosine from which a request says what a saying says."""


@dataclass(frozen=True, slots=True)
class _Encoded:
    family: Family
    needs: tuple[Need | None, ...]
    """The need of each saying; None of the family's bare names, which say none."""
    vectors: Vectors


class Sayings:
    """The sayings of families, each encoded once by one language model. Safe to share between threads."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, _Encoded] = {}

    def nearest(self, family: Family, query: Vectors) -> Need | None:
        """The need that a request speaks of; None if it speaks of none. `query` is a unit vector of the same model."""
        encoded = self._known.get(family.family)
        if encoded is None or encoded.family is not family:
            encoded = self._known[family.family] = self._encoded(family)
        if not len(encoded.needs):
            return None
        cosines = encoded.vectors @ query
        best = int(cosines.argmax())
        return encoded.needs[best] if cosines[best] >= NEAR else None

    def prepare(self, families: list[Family], encode: Encode | None = None) -> None:
        """Encodes the sayings of families ahead; `encode` may be a cached form of the model's own."""
        for family in families:
            self._known[family.family] = self._encoded(family, encode)

    def _encoded(self, family: Family, encode: Encode | None = None) -> _Encoded:
        said: dict[str, Need | None] = dict.fromkeys(family.names)
        name = family.names[0] if family.names else family.family
        for need in family.needs:
            said |= dict.fromkeys([*need.says, f"{name} for {need.need}"], need)
        texts = list(said)
        vectors = (encode or self._encode)(texts) if texts else np.empty((0, 1), np.float32)
        return _Encoded(family, tuple(said.values()), vectors)
