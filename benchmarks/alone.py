"""Each search by itself over the same queries, to set beside what the whole service takes: bm25s, and FAISS flat."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import faiss
import numpy as np

from retrieval.search.encoder import Encoder, Vectors
from retrieval.search.lexical import LexicalIndex
from retrieval.search.vectors import VectorIndex

DEPTH = 100
Times = dict[str, tuple[list[float], list[float]]]
"""Milliseconds of each query by search: on the clock, and of the processor."""


def searches_alone(index: Path, queries: Sequence[str], query_model: Path | None = None) -> Times:
    """The times of bare searches for the best hundred, one thread, over the product index in a folder.

    bm25s searches our terms, which are made before the clock starts; the query is encoded by itself.
    """
    faiss.omp_set_num_threads(1)
    encoder = Encoder(threads=1)
    if query_model:
        encoder.quicken(query_model)
    words = LexicalIndex.load(index / "lexical")
    bare = bm25s.BM25(method="lucene")
    bare.scores = words.columns._asdict() | {"num_docs": len(words)}
    bare.vocab_dict, bare.nonoccurrence_array = words.vocabulary, None
    bare.unique_token_ids_set = set(words.vocabulary.values())
    terms = {query: [t for t in words.terms(query) if t in words.vocabulary] for query in queries}
    stored = VectorIndex.load(index / "vectors.faiss")
    flat = faiss.IndexFlatIP(stored.dimension)
    flat.add(stored.stored(np.arange(len(stored))))
    vectors: dict[str, Vectors] = {query: encoder.encode([query]) for query in queries}
    depth = min(DEPTH, len(words))

    def bm25(query: str) -> object:
        if not terms[query]:
            return None
        return bare.retrieve([terms[query]], k=depth, show_progress=False, n_threads=0)

    return {
        "bm25s alone": times(bm25, queries),
        "FAISS flat alone": times(lambda query: flat.search(vectors[query], depth), queries),
        "encoding the query": times(lambda query: encoder.encode([query]), queries),
    }


def times(search: Callable[[str], object], queries: Sequence[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of each query, once all were asked."""
    for query in queries[:20]:
        search(query)
    clock, processor = [], []
    for query in queries:
        begun, used = time.perf_counter(), time.thread_time()
        search(query)
        processor.append(1000 * (time.thread_time() - used))
        clock.append(1000 * (time.perf_counter() - begun))
    return clock, processor


def percentile(milliseconds: Sequence[float], percent: int) -> float:
    """One of a hundred."""
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
