"""Which FAISS index suits how many vectors, and how one is trained, filled and searched.

Knows sizes, cells and graphics cards; not where vectors are kept, nor how hits are compared exactly: that is
`retrieval.search.vectors`. The figures behind the constants are in docs/scale.md.
"""

from __future__ import annotations

import math
import threading
from typing import Any, Literal, get_args

import faiss  # its wrappers add arguments at run time that its type stubs do not know
import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Kind = Literal["flat", "cells", "codes"]
"""flat: every vector is compared, in float16. cells: vectors lie in k-means cells, one byte a number, and the cells
nearest to the query are visited (FAISS: IVF, SQ8). codes: the same with product quantisation, one byte for four
numbers (IVF, PQ)."""
KINDS: tuple[Kind, ...] = get_args(Kind)

FLAT_UP_TO = 100_000 * 384
"""Numbers stored (vectors times dimension). Comparing all of them takes 4 ms and finds every hit."""
CELLS_UP_TO = 5_000_000 * 384
"""One byte each: 2 GB of memory. Beyond, a quarter of that matters more than reading few vectors from the disk."""
COMPARED = 64.0
"""Vectors compared in a search, in multiples of the root of their number: 64,000 of a million, which finds 0.979 of the
nearest hundred in 4 ms; 128 finds 0.992 in twice the time."""
COMPARED_PER_HIT = 100
"""At least so many are compared for each hit asked for: a deep search needs more cells."""
OVERSAMPLING = {"cells": 1.5, "codes": 8.0}
"""How many hits are compared again exactly, in multiples of those asked for. With these, recall is that of the cells
visited (at a million, 64 cells: 0.994 and 0.993; without, 0.984 and 0.787)."""
_TRAINING_PER_CELL = 64  # FAISS asks for 39 at least and reads 256 at most
_MOST_CELLS = 16_384  # finding the cell of each vector grows with their number: 10 million take an hour with these
_MOST_CODES = 96  # bytes a vector; the most that FAISS has kernels for on graphics cards
_MOST_ON_GPU = 2048  # cells visited, and hits: a limit of FAISS there, which knows no filters either
_CHUNK = 50_000  # vectors turned into float32 at once: 77 MB at 384 dimensions


def choose(size: int, dimension: int) -> Kind:
    """The kind of index for `size` vectors of `dimension` numbers."""
    if size * dimension <= FLAT_UP_TO:
        return "flat"
    return "cells" if size * dimension <= CELLS_UP_TO else "codes"


def specification(kind: Kind, size: int, dimension: int) -> str:
    """The index in the language of `faiss.index_factory`."""
    if kind == "flat":
        return "SQfp16"
    # np: without the training for polysemous codes, which takes most of the time and is not used in a search
    return f"IVF{cells(size)},{'SQ8' if kind == 'cells' else f'PQ{_codes(dimension)}np'}"


def cells(size: int) -> int:
    """A power of two near twice the root of `size`, but not so many that FAISS could not train them."""
    most = min(2 * math.sqrt(size) * math.sqrt(2), size / 39, _MOST_CELLS)
    return 1 << max(0, math.floor(math.log2(max(1.0, most))))


def kind_of(index: Any) -> Kind | None:
    """The kind of an index read from a file; None if it is none of them."""
    if isinstance(index, faiss.IndexIVFScalarQuantizer):
        return "cells"
    if isinstance(index, faiss.IndexIVFPQ):
        return "codes"
    return "flat" if isinstance(index, faiss.IndexScalarQuantizer) else None


def filled(kind: Kind, vectors: Halves) -> Any:
    """A FAISS index of these vectors, shape (n, dimension), trained on a random part of them, the same every time."""
    size, dimension = vectors.shape
    index: Any = faiss.index_factory(dimension, specification(kind, size, dimension), faiss.METRIC_INNER_PRODUCT)
    fast = on_gpu(index) or index
    if not fast.is_trained:
        fast.train(_sample(vectors, index.nlist * _TRAINING_PER_CELL))
    append(fast, vectors)
    return index if fast is index else faiss.index_gpu_to_cpu(fast)


def append(index: Any, vectors: Halves) -> None:
    """Adds vectors to a trained index, without ever holding all of them as float32."""
    for start in range(0, len(vectors), _CHUNK):
        index.add(np.asarray(vectors[start : start + _CHUNK], np.float32))


def on_gpu(index: Any) -> Any | None:
    """A copy of the index on the first graphics card; None without one (and for a flat index, which is small)."""
    if kind_of(index) == "flat" or not getattr(faiss, "get_num_gpus", int)():
        return None
    options = faiss.GpuClonerOptions()
    options.useFloat16 = True  # the tables of product quantisation do not fit into a card's fast memory otherwise
    return faiss.index_cpu_to_gpu(faiss.StandardGpuResources(), 0, index, options)


def within(rows: Rows, size: int) -> Any:
    """A FAISS selector of these rows among `size`."""
    bitmap = np.zeros(size, np.bool_)
    bitmap[rows] = True
    return faiss.IDSelectorBitmap(np.packbits(bitmap, bitorder="little"))  # type: ignore[call-arg, arg-type]


class Cells:
    """Searches an index with cells, visiting as many as hold enough rows that are allowed.

    So a filter costs nothing in exactness, even if all it allows lies far from the query. Safe from several threads.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._oversampling = OVERSAMPLING[kind_of(index) or "cells"]
        self._gpu = on_gpu(index)
        self._gpu_in_use = threading.Lock()  # FAISS serves one thread at a time there
        lists = index.invlists
        self._sizes = np.array([lists.list_size(cell) for cell in range(index.nlist)], np.int64)
        self._cell_of = np.empty(index.ntotal, np.int32)
        for cell in np.flatnonzero(self._sizes).tolist():
            ids = faiss.rev_swig_ptr(lists.get_ids(cell), int(self._sizes[cell]))
            self._cell_of[ids] = cell

    def search(self, query: Vectors, depth: int, allowed: Rows | None) -> Rows:
        """Rows near a query of shape (1, dimension), in no certain order.

        So many more than `depth` that the nearest `depth` are among them once their cosines are known exactly.
        """
        probes = self._probes(query, depth, allowed)
        depth = min(int(depth * self._oversampling), self._index.ntotal)
        if self._gpu is not None and allowed is None and max(probes, depth) <= _MOST_ON_GPU:
            with self._gpu_in_use:
                _, found = self._gpu.search(query, depth, params=faiss.SearchParametersIVF(nprobe=probes))  # type: ignore[call-arg]
        else:
            choice = {} if allowed is None else {"sel": within(allowed, self._index.ntotal)}
            parameters = faiss.SearchParametersIVF(nprobe=probes, **choice)  # type: ignore[call-arg]
            _, found = self._index.search(query, depth, params=parameters)
        rows: Rows = found[0]
        return rows[rows >= 0]

    def _probes(self, query: Vectors, depth: int, allowed: Rows | None) -> int:
        """How many of the nearest cells hold as many allowed rows as shall be compared."""
        _, nearest = self._index.quantizer.search(query, self._index.nlist)
        inside = self._sizes if allowed is None else np.bincount(self._cell_of[allowed], minlength=len(self._sizes))
        wanted = max(COMPARED * math.sqrt(self._index.ntotal), COMPARED_PER_HIT * depth)
        seen = np.cumsum(inside[nearest[0]])
        return min(int(np.searchsorted(seen, min(wanted, seen[-1]))) + 1, len(seen))


def _codes(dimension: int) -> int:
    """Bytes a vector: one for four numbers, or the next smaller count that divides the dimension."""
    return next(m for m in range(max(1, min(dimension // 4, _MOST_CODES)), 0, -1) if dimension % m == 0)


def _sample(vectors: Halves, most: int) -> Vectors:
    if len(vectors) <= most:
        return np.asarray(vectors, np.float32)
    rows = np.random.default_rng(0).choice(len(vectors), most, replace=False)
    return np.asarray(vectors[np.sort(rows)], np.float32)
