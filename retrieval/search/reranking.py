"""The second look at the first results: what is of a type near the query comes forward, what has all of its words, and
what resembles the best results.

Words and vectors find what speaks of a "monitor"; the monitors are near each other, and their mean is near the query.
That is read from the catalog's own vectors, and no rule of any language is needed. Takes what was found and gives
scores; finding the rows is `retrieval.search.index`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from retrieval.search.encoder import Vectors

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

RERANKED = 150
"""Rows that get the second look: the hundred that a shopper may scroll through, and what may come among them."""
TYPE, WHOLE = 0.5, 0.2
"""Weights, beside the first order in [0, 1], of the cosine of query and type, which finds the products of a broad query
("notebook") before what is made for them, and of having every word of the query, which finds the one product that is
named. More of one costs the other."""
ALIKE, NEIGHBOURS = 0.25, 10
"""Weight of what the rows most like a row score, and how many these are, itself included. Each catalog with ratings
prefers what the other does; half or double changes little (benchmarks/product_ranking.md)."""
_SAMPLE = 64
"""Products of a type that its mean is taken over: more change it by less than a cosine of 0.01."""


class TypeMeans:
    """The mean vector of each product type, as smoothing by clusters has it (Liu and Croft, SIGIR 2004). Immutable, so
    any number of threads may share it."""

    def __init__(self, types: Sequence[int], stored: Callable[[Rows], Vectors]) -> None:
        """`types` has the number of each row's type, -1 for none; `stored` gives the vectors of rows."""
        self._types = np.asarray(types, np.int64)
        order = np.argsort(self._types, kind="stable")
        number, first = np.unique(self._types[order], return_index=True)
        members = [rows for n, rows in zip(number, np.split(order, first)[1:], strict=True) if n >= 0]
        taken = [rows[:: -(-len(rows) // _SAMPLE)] for rows in members]
        vectors = stored(np.concatenate([*taken, np.empty(0, np.int64)]))
        starts = np.cumsum([0, *map(len, taken)])[:-1]
        means = np.add.reduceat(vectors, starts) if len(starts) else vectors
        self._means: Vectors = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        self._place = np.full(int(number.max(initial=-1)) + 1, -1)
        self._place[number[number >= 0]] = np.arange(len(members))

    def cosines(self, query: Vectors, rows: Rows, own: Vectors) -> Vectors:
        """The cosine of the query and the type of each of `rows`; `own`, that of the product, where it has no type."""
        types = self._types[rows]
        cosines = own.copy()
        typed = types >= 0
        cosines[typed] = (self._means @ query)[self._place[types[typed]]]
        return cosines


def second_look(rows: Rows, agreement: Floats, types: Vectors, whole: Flags, vectors: Vectors) -> Floats:
    """The score of each of `rows` in [0, 1], (rows,).

    `agreement` (rows,) is the first order in [0, 1] (`retrieval.search.fusion`), `types` (rows,) the cosines of
    `TypeMeans`, `whole` (rows,) which have every word of the query, `vectors` (rows, dimension) those of the products.
    The best are scored again with what resembles them
    (Diaz, "Regularizing ad hoc retrieval scores", CIKM 2005), the others stay below them in their order.
    """
    first = (agreement + TYPE * np.maximum(types, 0) + WHOLE * whole) / (1 + TYPE + WHOLE)
    order = np.lexsort((rows, -first))
    best, rest = order[:RERANKED], order[RERANKED:]
    scores = np.empty(len(rows))
    scores[best] = (first[best] + ALIKE * _of_neighbours(vectors[best], first[best])) / (1 + ALIKE)
    if len(rest):
        scores[rest] = first[rest] * scores[best].min() / max(first[best].min(), 1e-9)
    return np.clip(scores, 0.0, 1.0)


def _of_neighbours(vectors: Vectors, scores: Floats) -> Floats:
    """The mean score of the rows most like each row, weighted by how alike they are."""
    alike = np.maximum(vectors @ vectors.T, 0)
    count = min(NEIGHBOURS, len(scores))
    if not count:
        return scores
    near = np.argpartition(-alike, count - 1, axis=1)[:, :count]
    weights = np.take_along_axis(alike, near, 1)
    return np.asarray((weights * scores[near]).sum(1) / np.maximum(weights.sum(1), 1e-9))
