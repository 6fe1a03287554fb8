#!/usr/bin/env python3
"""How the vector index grows: recall, latency, memory, time and size from 100 thousand to 10 million products.

    python -m benchmarks.scale INDEX_FOLDER [--sizes 100000 1000000] [--kinds flat cells codes]
        [--queries FILE] [--bm25 CATALOG --format FORMAT] [--work FOLDER]

INDEX_FOLDER is a built index (var/index/...) or a catalog file, which is then embedded first. More products are made
from its real vectors: u = w a + (1 - w) b + 0.2 (c - d), where a, c and d are random products, b one of the 64 nearest
to a, w is even in 0.5 to 1. So vectors lie as densely and as unevenly as real ones, and noise has the directions that
real differences have. Queries are texts (--queries, one a line; else short product searches), encoded by the packaged
model. Each index is built, and then asked, in a process of its own, one query at a time in one thread.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np

from benchmarks.product_ranking import read_catalog
from benchmarks.recommend_latency import DETAILS, WORDS
from data.catalog.formats import FORMATS
from retrieval.search import vector_kinds
from retrieval.search.encoder import Encoder, Vectors
from retrieval.search.lexical import LexicalIndex, best
from retrieval.search.product_text import embedding_text, lexical_fields
from retrieval.search.vector_kinds import Halves, Kind, Rows, choose, within
from retrieval.search.vectors import VectorIndex

QUERIES = [f"{detail} {word}".strip() for word in WORDS for detail in DETAILS]
DEPTH, NEIGHBOURS, NOISE, CHUNK = 100, 64, 0.2, 50_000
FILTERS = ("none", "1 %", "10 %", "50 %", "a type")
"""Random shares of the products, and the tenth that is nearest to some product, which rarely is near the query."""
SPARE = 1.25  # of the disk and memory that a size is estimated to need
Search = Callable[[Vectors, "Rows | None"], Rows]
Figures = dict[str, tuple[float, float, float]]
"""Of each filter: recall@100, and milliseconds p50 and p95."""
OTHERS = {"faiss flat": "Flat", "faiss hnsw": "HNSW32,SQfp16"}
"""To compare with; in the language of `faiss.index_factory`."""
BYTES = {"faiss flat": (4, 0), "faiss hnsw": (2, 300), "flat": (2, 0), "cells": (1, 12), "codes": (0.25, 12)}
"""Memory that an index takes, of each number and of each vector."""
EF_SEARCH = 256  # of HNSW


def neighbours(real: Vectors) -> Rows:
    """Of each vector those most like it, itself left out."""
    flat = faiss.IndexFlatIP(real.shape[1])
    flat.add(real)
    parts = (real[start : start + 1000] for start in range(0, len(real), 1000))
    return np.concatenate([flat.search(part, NEIGHBOURS + 1)[1][:, 1:] for part in parts])


def make(real: Vectors, size: int, path: Path) -> None:
    """Writes `size` unit vectors as float16, made from real ones as the module says."""
    near = neighbours(real)
    chance = np.random.default_rng(7)
    made = np.lib.format.open_memmap(path, "w+", np.float16, (size, real.shape[1]))
    for rows in chunks(size, f"{size:,} vectors made"):
        count = rows.stop - rows.start
        a, c, d = chance.integers(len(real), size=(3, count))
        b = near[a, chance.integers(near.shape[1], size=count)]
        w = chance.uniform(0.5, 1, (count, 1)).astype(np.float32)
        mixed = w * real[a] + (1 - w) * real[b] + NOISE * (real[c] - real[d])
        made[rows] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    made.flush()


def chunks(size: int, label: str) -> Iterator[slice]:
    """Slices of `size`, with a line of progress."""
    for start in range(0, size, CHUNK):
        yield slice(start, min(start + CHUNK, size))
        print(f"\r{label}: {min(start + CHUNK, size):,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def filters(vectors: Halves) -> dict[str, Rows | None]:
    """The rows that each filter allows."""
    chance = np.random.default_rng(11)
    draw, some = chance.random(len(vectors)), vectors[chance.integers(len(vectors))].astype(np.float32)
    alike = np.concatenate([vectors[rows].astype(np.float32) @ some for rows in chunks(len(vectors), "filtered")])
    kept = {name: np.flatnonzero(draw < share) for name, share in (("1 %", 0.01), ("10 %", 0.1), ("50 %", 0.5))}
    return {"none": None, **kept, "a type": np.argpartition(-alike, len(vectors) // 10)[: len(vectors) // 10]}


def nearest(vectors: Halves, queries: Vectors, allowed: dict[str, Rows | None]) -> dict[str, Rows]:
    """The exact answer for each filter, shape (queries, 100): all rows compared, a chunk at a time."""
    outside = {name: np.ones(len(vectors), np.bool_) for name, kept in allowed.items() if kept is not None}
    for name, mask in outside.items():
        mask[allowed[name]] = False
    nearest_yet = {
        name: (np.full((len(queries), 1), -9, np.float32), np.zeros((len(queries), 1), np.int64)) for name in allowed
    }
    for part in chunks(len(vectors), "compared exactly"):
        cosines = queries @ vectors[part].astype(np.float32).T
        rows = np.broadcast_to(np.arange(part.start, part.stop), cosines.shape)
        for name, (scores, found) in nearest_yet.items():
            fresh = np.where(outside[name][part], -9, cosines) if name in outside else cosines
            scores, found = np.hstack([scores, fresh]), np.hstack([found, rows])
            top = np.argpartition(-scores, DEPTH, axis=1)[:, :DEPTH]
            nearest_yet[name] = np.take_along_axis(scores, top, 1), np.take_along_axis(found, top, 1)
    return {name: found for name, (_, found) in nearest_yet.items()}


def build(name: str, source: Path, path: Path) -> float:
    """Builds an index and writes it to `path`; returns the seconds that it took."""
    faiss.omp_set_num_threads(1)
    vectors: Halves = np.load(source, mmap_mode="r")
    started = time.perf_counter()
    if name in OTHERS:
        index: Any = faiss.index_factory(vectors.shape[1], OTHERS[name], faiss.METRIC_INNER_PRODUCT)
        index.train(vectors[:CHUNK].astype(np.float32))
        for rows in chunks(len(vectors), f"{name} filled"):
            index.add(vectors[rows].astype(np.float32))
        faiss.write_index(index, str(path))
    else:
        ours = VectorIndex(vectors.shape[1], cast(Kind, name))
        ours.add(vectors)
        ours.save(path)
    return time.perf_counter() - started


def load(name: str, path: Path) -> Search:
    """The search of an index that `build` wrote."""
    if name not in OTHERS:
        ours = VectorIndex.load(path)
        return lambda query, allowed: ours.search(query, DEPTH, allowed)[0]
    index: Any = faiss.read_index(str(path))

    def search(query: Vectors, allowed: Rows | None) -> Rows:
        chosen: dict[str, Any] = {} if allowed is None else {"sel": within(allowed, index.ntotal)}
        if isinstance(index, faiss.IndexHNSW):
            parameters: Any = faiss.SearchParametersHNSW(efSearch=EF_SEARCH, **chosen)  # type: ignore[attr-defined]
        else:
            parameters = faiss.SearchParameters(**chosen)
        found: Rows = index.search(query[np.newaxis], DEPTH, params=parameters)[1][0]
        return found[found >= 0]

    return search


def ask(
    name: str, path: Path, queries: Vectors, allowed: dict[str, Rows | None], truth: dict[str, Rows], compared: float
) -> tuple[float, Figures]:
    """The MB of memory that the index takes, and how right and how fast its answers are."""
    faiss.omp_set_num_threads(1)
    vector_kinds.COMPARED = compared
    before = private_memory()
    search = load(name, path)
    memory, figures = private_memory() - before, {}
    for label, rows in allowed.items():
        for query in queries:
            search(query, rows)  # pages of its files come into memory
        times, recalls = [], []
        for query, right in zip(queries, truth[label], strict=True):
            started = time.perf_counter()
            found = search(query, rows)
            times.append(1000 * (time.perf_counter() - started))
            recalls.append(len(np.intersect1d(found, right)) / len(right))
        figures[label] = (float(np.mean(recalls)), *np.quantile(times, [0.5, 0.95]).tolist())
    return memory, figures


def private_memory() -> float:
    """MB of this process without files that are mapped: those leave memory when it is short."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("RssAnon:")[1].split()[0]) / 1000


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's result from a process of its own, so that memory is counted from nothing."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def missing(name: str, size: int, dimension: int, work: Path, most_memory: float) -> str:
    """Why this index cannot be measured here; empty if it can."""
    number, vector = BYTES[name]
    memory = SPARE * size * (number * dimension + vector)
    disk = SPARE * size * (number + 2) * dimension
    available = 1024 * int(Path("/proc/meminfo").read_text(encoding="ascii").split("MemAvailable:")[1].split()[0])
    free = {"memory": min(available, 1e9 * most_memory), "disk": shutil.disk_usage(work).free}
    for what, needed in (("memory", memory), ("disk", disk)):
        if needed > free[what]:
            return f"not measured: takes about {needed / 1e9:.1f} GB of {what}, and may have {free[what] / 1e9:.1f} GB"
    return ""


def measure(
    name: str,
    source: Path,
    queries: Vectors,
    allowed: dict[str, Rows | None],
    truth: dict[str, Rows],
    effort: list[float],
) -> Iterator[str]:
    """A row of the table for each value that `vector_kinds.COMPARED` shall take; one row if it does not matter."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        path = Path(folder) / "vectors.faiss"
        seconds = apart(build, name, source, path)
        size = sum(part.stat().st_size for part in path.parent.iterdir()) / 1e6
        for compared in effort if name in ("cells", "codes") else effort[:1]:
            memory, figures = apart(ask, name, path, queries, allowed, truth, compared)
            answers = " | ".join(f"{recall:.3f}, {p50:.1f} / {p95:.1f}" for recall, p50, p95 in figures.values())
            label = name if len(effort) == 1 else f"{name}, {compared:g}"
            yield f"| {label} | {answers} | {seconds:,.0f} | {memory:,.0f} | {size:,.0f} |"


def real_vectors(source: Path, form: str) -> Vectors:
    """Of a built index, or of a catalog embedded now."""
    if source.is_dir():
        beside = next(source.glob("vectors.faiss.*"), None)
        stored: Any = np.load(beside) if beside else faiss.read_index(str(source / "vectors.faiss"))
        return np.asarray(stored if beside else stored.reconstruct_n(0, stored.ntotal), np.float32)
    texts = [embedding_text(product) for product in read_catalog(source, form, None).products]
    return Encoder().encode(texts, progress=lambda done, _: print(f"\rembedded: {done:,}", end="", file=sys.stderr))


def by_words(catalog: Path, form: str, queries: list[str], size: int) -> str:
    """The time that BM25 takes over `size` products: each real one often, with the description of another each time."""
    read = read_catalog(catalog, form, None)
    real = [lexical_fields(product, read.attributes) for product in read.products]
    chance = np.random.default_rng(7)
    others = chance.integers(len(real), size=size).tolist()
    made = [{**real[row % len(real)], "description": real[other]["description"]} for row, other in enumerate(others)]
    before, started = private_memory(), time.perf_counter()
    index = LexicalIndex.build(made)
    seconds, memory, times = time.perf_counter() - started, private_memory() - before, []
    for query in queries:
        started = time.perf_counter()
        best(index.scores(query), DEPTH)
        times.append(1000 * (time.perf_counter() - started))
    p50, p95 = np.quantile(times, [0.5, 0.95])
    return (
        f"BM25 over {size:,} products: p50 {p50:.1f} ms, p95 {p95:.1f} ms; built in {seconds:.0f} s, {memory:,.0f} MB"
    )


def lines(size: int, real: Vectors, queries: Vectors, options: argparse.Namespace, work: Path) -> Iterator[str]:
    """The rows of the table for one size; an index that does not fit here has a reason in place of figures."""
    reasons = {name: missing(name, size, real.shape[1], work, options.most_memory) for name in options.kinds}
    yield from (f"| {name} | {reason} |" for name, reason in reasons.items() if reason)
    if all(reasons.values()):
        return
    source = work / "made.npy"
    make(real, size, source)
    vectors: Halves = np.load(source, mmap_mode="r")
    allowed = filters(vectors)
    truth = nearest(vectors, queries, allowed)
    for name in (name for name, reason in reasons.items() if not reason):
        yield from measure(name, source, queries, allowed, truth, options.compared)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="INDEX_FOLDER")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--kinds", choices=BYTES, nargs="+", default=list(BYTES))
    parser.add_argument("--compared", type=float, nargs="+", default=[vector_kinds.COMPARED], help="values of COMPARED")
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--bm25", type=Path, metavar="CATALOG", help="measure BM25 too, at the first size")
    parser.add_argument("--format", choices=FORMATS, default="icecat", help="of a catalog")
    parser.add_argument("--most-memory", type=float, default=8, metavar="GB", help="for one index")
    parser.add_argument("--work", type=Path, help="a folder with much room; without it the system's temporary one")
    options = parser.parse_args()

    texts = options.queries.read_text(encoding="utf-8").splitlines() if options.queries else QUERIES
    queries = Encoder(threads=1).encode(texts)
    real = real_vectors(options.source, options.format)
    print(f"{len(real):,} real vectors, {len(texts)} queries. Each cell: recall@100, ms p50 / p95.", flush=True)
    for size in options.sizes:
        print(f"\n## {size:,} products: the service takes {choose(size, real.shape[1])}\n")
        print(f"| index | {' | '.join(FILTERS)} | build s | memory MB | files MB |\n|---|{'---|' * (len(FILTERS) + 3)}")
        with tempfile.TemporaryDirectory(dir=options.work) as folder:
            for line in lines(size, real, queries, options, Path(folder)):
                print(line, flush=True)
    if options.bm25:
        print(f"\n{by_words(options.bm25, options.format, texts, options.sizes[0])}")


if __name__ == "__main__":
    main()
