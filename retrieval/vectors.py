"""Nearest vectors by inner product: the whole of FAISS behind four verbs.

Exact search now; another FAISS index may take its place here without anybody noticing. Rows are positions
in the order added; whose they are, `retrieval.index` knows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss  # its wrappers add arguments at run time that its type stubs do not know
import numpy as np
import numpy.typing as npt

from retrieval.encoder import Vectors
from retrieval.errors import IndexMismatch, IndexNotReadable

Rows = npt.NDArray[np.int64]


class VectorIndex:
    """Unit vectors, so the inner product is the cosine. Searching is safe from several threads."""

    def __init__(self, dimension: int) -> None:
        self._index: Any = faiss.IndexFlatIP(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def add(self, vectors: Vectors) -> None:
        """Appends vectors of shape (n, dimension). Raises IndexMismatch for another dimension."""
        self._check(vectors)
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vector: Vectors, depth: int, allowed: Rows | None = None) -> tuple[Rows, Vectors]:
        """The `depth` nearest rows, nearest first, with their cosines; fewer if there are fewer.

        `allowed`, if given, limits the search to these rows. Raises IndexMismatch for another dimension.
        """
        self._check(vector[np.newaxis])
        depth = min(depth, len(self) if allowed is None else len(allowed))
        if depth <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        query = np.ascontiguousarray(vector[np.newaxis], np.float32)
        if allowed is None:
            scores, rows = self._index.search(query, depth)
        else:
            bitmap = np.zeros(len(self), np.bool_)
            bitmap[allowed] = True
            selector = faiss.IDSelectorBitmap(np.packbits(bitmap, bitorder="little"))  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            scores, rows = self._index.search(query, depth, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def stored(self, rows: Rows) -> Vectors:
        """The vectors of given rows, of shape (rows, dimension)."""
        found: Vectors = self._index.reconstruct_batch(rows) if len(rows) else np.empty((0, self.dimension), np.float32)
        return found

    def save(self, path: Path) -> None:
        """Writes the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Reads what `save` wrote. Raises IndexNotReadable."""
        try:
            stored = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexNotReadable(f"{path} is not a vector index: run floorwalker index") from error
        loaded = cls.__new__(cls)
        loaded._index = stored
        return loaded

    def _check(self, vectors: Vectors) -> None:
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            raise IndexMismatch(f"vectors of shape {vectors.shape} do not fit an index of dimension {self.dimension}")
