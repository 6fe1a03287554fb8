"""Nearest vectors by inner product: the whole of FAISS behind four verbs.

Keeps every vector as float16, so that cosines are exact and the hits of an approximate index are compared again;
which index that is, `retrieval.search.vector_kinds` knows. Rows are positions in the order added; whose they are,
`retrieval.search.index` knows.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, NamedTuple, cast

import faiss
import numpy as np

from data.files import replacing
from retrieval.errors import IndexMismatch, IndexNotReadable
from retrieval.search import vector_kinds
from retrieval.search.vector_kinds import Cells, Halves, Kind, Rows, Vectors

EXACT_UP_TO = 4_000
"""Rows allowed. So few are compared one by one in 6 ms; a filter inside the index costs as much, and is not exact."""
_RAW = ".f16.npy"  # appended to the name of the index's file


class _State(NamedTuple):
    """What one search sees; replaced as a whole, so that a reader never sees half of a change."""

    kind: Kind
    index: Any
    """Of FAISS."""
    raw: Halves
    """Shape (n, dimension): for a flat index its own codes, else from a file or from memory."""
    cells: Cells | None
    """None for a flat index."""


class VectorIndex:
    """Unit vectors, so the inner product is the cosine. Searching is safe from several threads, adding is not.

    `kind` overrides the choice by size. Vectors are kept as float16: cosines are right to about 0.0005. FAISS trains on
    what was added, and takes it in, when it is first searched or saved.
    """

    def __init__(self, dimension: int, kind: Kind | None = None) -> None:
        self.dimension = dimension
        self._kind = kind
        self._built: _State | None = None
        self._pending: list[Halves] = []
        self._building = threading.Lock()

    def __len__(self) -> int:
        return (len(self._built.raw) if self._built else 0) + sum(map(len, self._pending))

    @property
    def kind(self) -> Kind:
        """The kind of index in use, or that the vectors added are going to have."""
        if self._built and not self._pending:
            return self._built.kind
        return self._kind or vector_kinds.choose(len(self), self.dimension)

    def add(self, vectors: Vectors | Halves) -> None:
        """Appends vectors of shape (n, dimension); float16 ones are kept as they are, even if memory-mapped.

        Raises IndexMismatch for another dimension.
        """
        self._check(vectors)
        if len(vectors):
            self._pending.append(np.asarray(vectors, np.float16))

    def search(self, vector: Vectors, depth: int, allowed: Rows | None = None) -> tuple[Rows, Vectors]:
        """The `depth` nearest rows, nearest first, with their exact cosines; fewer if there are fewer.

        `allowed`, if given, limits the search to these rows. Raises IndexMismatch for another dimension.
        """
        self._check(vector[np.newaxis])
        depth = min(depth, len(self) if allowed is None else len(allowed))
        if depth <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        state = self._ready()
        if state.cells is None:
            return _among_all(state.index, vector, depth, allowed)
        if allowed is not None and len(allowed) <= EXACT_UP_TO:
            candidates = np.unique(allowed)
        else:
            candidates = np.sort(state.cells.search(_query(vector), depth, allowed))  # files like to be read in order
        cosines = self.cosines(vector, candidates)
        best = np.argsort(-cosines, kind="stable")[:depth]
        return candidates[best], cosines[best]

    def cosines(self, vector: Vectors, rows: Rows) -> Vectors:
        """The exact cosines of given rows with `vector`, whatever the kind of index."""
        self._check(vector[np.newaxis])
        cosines: Vectors = self.stored(rows) @ vector
        return cosines

    def stored(self, rows: Rows) -> Vectors:
        """The vectors of given rows, of shape (rows, dimension)."""
        if not len(rows):
            return np.empty((0, self.dimension), np.float32)
        return self._ready().raw[rows].astype(np.float32)

    def save(self, path: Path) -> None:
        """Writes the index to a file, and its vectors beside it unless it is flat.

        Each file is complete or not there, and the index comes last; `load` compares their sizes.
        """
        state = self._ready()
        if state.cells is not None:
            # `state.raw` may be a map of the old file.
            with replacing(_raw_path(path)) as unfinished, unfinished.open("wb") as file:
                np.save(file, state.raw)
        with replacing(path) as unfinished:
            faiss.write_index(state.index, str(unfinished))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Reads what `save` wrote; vectors beside the index stay on the disk.

        Raises IndexNotReadable, IndexMismatch.
        """
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexNotReadable(f"{path} is not a vector index: run floorwalker index") from error
        kind = vector_kinds.kind_of(index)
        if kind is None:
            raise IndexNotReadable(f"{path} is a {type(index).__name__} of another version: run floorwalker index")
        loaded = cls(index.d)
        loaded._built = _state(kind, index, None if kind == "flat" else _read_raw(_raw_path(path), index))
        return loaded

    def _ready(self) -> _State:
        """The index with everything added; the first to search builds it, others wait."""
        if self._pending or self._built is None:
            with self._building:
                if self._pending or self._built is None:
                    self._built = self._extended()
                    self._pending = []
        return self._built

    def _extended(self) -> _State:
        kind, built = self.kind, self._built
        raw = _joined([built.raw, *self._pending] if built else self._pending, self.dimension)
        if built is None or built.kind != kind:
            return _state(kind, vector_kinds.filled(kind, raw), raw)
        vector_kinds.append(built.index, raw[len(built.raw) :])
        return _state(kind, built.index, raw)

    def _check(self, vectors: Vectors | Halves) -> None:
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            raise IndexMismatch(f"vectors of shape {vectors.shape} do not fit an index of dimension {self.dimension}")


def _state(kind: Kind, index: Any, raw: Halves | None) -> _State:
    if kind != "flat":
        return _State(kind, index, cast("Halves", raw), Cells(index))
    # Its codes are the vectors as float16: looked at where they are, they need no memory twice.
    codes = faiss.rev_swig_ptr(index.codes.data(), index.codes.size()) if index.ntotal else np.empty(0, np.uint8)
    return _State(kind, index, codes.view(np.float16).reshape(index.ntotal, index.d), None)


def _among_all(index: Any, vector: Vectors, depth: int, allowed: Rows | None) -> tuple[Rows, Vectors]:
    parameters = None
    if allowed is not None:
        parameters = faiss.SearchParameters(sel=vector_kinds.within(allowed, index.ntotal))  # type: ignore[call-arg]
    scores, rows = index.search(_query(vector), depth, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], scores[0][found]


def _query(vector: Vectors) -> Vectors:
    return np.ascontiguousarray(vector[np.newaxis], np.float32)


def _joined(parts: list[Halves], dimension: int) -> Halves:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([np.empty((0, dimension), np.float16), *parts])


def _raw_path(path: Path) -> Path:
    return path.with_name(path.name + _RAW)


def _read_raw(path: Path, index: Any) -> Halves:
    try:
        raw = np.load(path, mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise IndexNotReadable(f"{path} is missing or damaged: run floorwalker index") from error
    if raw.shape != (index.ntotal, index.d) or raw.dtype != np.float16:
        raise IndexMismatch(f"{path} holds {raw.shape} numbers for {index.ntotal} vectors: run floorwalker index")
    return np.asarray(raw)  # without the class of maps, whose slices cost more than the numbers
