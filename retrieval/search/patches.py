"""Vectors and words of an index some of whose products were changed since it was built.

The index as built stays as it is; rows that are gone are masked, rows that are new are kept beside it and searched
one by one. Both classes answer in rows of the changed catalog, so nobody behind them knows of a patch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.search.encoder import Vectors
from retrieval.search.lexical import Document, LexicalIndex
from retrieval.search.vectors import VectorIndex

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Patch:
    """Where each row of the changed catalog has its vector and words."""

    base: int
    """Rows of the index as built."""
    places: Rows
    """(rows,) row of the index as built, or `base` and above: the added one of that number."""
    vectors: Vectors
    """(added, dimension)."""
    documents: tuple[Document, ...]
    """(added,) their words."""

    @classmethod
    def none(cls, base: int, dimension: int) -> Patch:
        """That of an index to which nothing happened."""
        return cls(base, np.arange(base), np.empty((0, dimension), np.float32), ())

    def then(self, source: Rows, vectors: Vectors, documents: Sequence[Document]) -> Patch:
        """The patch after another change. `source` (rows,) has, for each row, the row with its text so far; -1 for
        a new text, whose vector and words are the next of those given. Added ones that no row needs are let go.
        """
        fresh = source < 0
        rounded = vectors.astype(np.float16).astype(np.float32)  # as `VectorIndex` keeps them
        joined = np.concatenate([self.vectors, rounded])
        places = np.empty(len(source), np.int64)
        places[~fresh] = self.places[source[~fresh]]
        places[fresh] = self.base + len(self.vectors) + np.arange(int(fresh.sum()))
        added = places >= self.base
        kept, number = np.unique(places[added] - self.base, return_inverse=True)
        places[added] = self.base + number
        words = (*self.documents, *documents)
        return Patch(self.base, places, joined[kept], tuple(words[i] for i in kept))

    @property
    def size(self) -> int:
        """How many rows of the index as built are gone or, if those are more, were added."""
        return max(len(self.vectors), self.base - int((self.places < self.base).sum()))

    def rows(self) -> Rows:
        """(base + added,) the row at each place; -1 where it is gone."""
        rows = np.full(self.base + len(self.vectors), -1, np.int64)
        rows[self.places] = np.arange(len(self.places))
        return rows


class PatchedVectors:
    """`VectorIndex.search` and `.stored` over the changed catalog. Safe from several threads."""

    def __init__(self, index: VectorIndex, patch: Patch) -> None:
        self._index = index
        self._patch = patch
        self._rows = patch.rows()
        self._living = np.flatnonzero(self._rows[: patch.base] >= 0)

    def __len__(self) -> int:
        return len(self._patch.places)

    def search(self, vector: Vectors, depth: int, allowed: Rows | None = None) -> tuple[Rows, Vectors]:
        """The `depth` nearest rows, nearest first, with their cosines; fewer if there are fewer."""
        base, gone = self._patch.base, self._patch.base - len(self._living)
        added = np.arange(len(self._patch.vectors))
        if allowed is not None:
            places = self._patch.places[np.unique(allowed)]
            added = places[places >= base] - base
            near, cosines = self._index.search(vector, depth, places[places < base])
        elif gone <= depth:  # leaving some out afterwards is quicker than a search among nearly all
            near, cosines = self._index.search(vector, depth + gone)
            living = self._rows[near] >= 0
            near, cosines = near[living], cosines[living]
        else:
            near, cosines = self._index.search(vector, depth, self._living)
        rows = self._rows[np.concatenate([near, base + added])]
        both = np.concatenate([cosines, self._patch.vectors[added] @ vector])
        order = np.lexsort((rows, -both))[: max(depth, 0)]
        return rows[order], both[order]

    def stored(self, rows: Rows) -> Vectors:
        """The vectors of given rows, of shape (rows, dimension)."""
        places = self._patch.places[rows]
        added = places >= self._patch.base
        vectors = np.empty((len(rows), self._index.dimension), np.float32)
        vectors[~added] = self._index.stored(places[~added])
        vectors[added] = self._patch.vectors[places[added] - self._patch.base]
        return vectors


class PatchedWords:
    """`LexicalIndex.scores` and `.coverage` over the changed catalog. Safe from several threads."""

    def __init__(self, index: LexicalIndex, patch: Patch) -> None:
        self._index = index
        self._patch = patch

    def scores(self, query: str) -> Scores:
        """The score of every row, 0 where no word of the query occurs."""
        added = self._index.scores_of(query, self._patch.documents)
        scores: Scores = np.concatenate([self._index.scores(query), added])[self._patch.places]
        return scores

    def coverage(self, query: str, rows: Rows) -> npt.NDArray[np.float64]:
        """The share of the query's terms that each of `rows` has, (rows,) in [0, 1]."""
        places = self._patch.places[rows]
        added = places >= self._patch.base
        shares = np.zeros(len(rows))
        shares[~added] = self._index.coverage(query, places[~added])
        documents = [self._patch.documents[place - self._patch.base] for place in places[added]]
        shares[added] = self._index.coverage_of(query, documents)
        return shares
