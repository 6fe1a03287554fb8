#!/usr/bin/env python3
"""`/v1/recommend` over a million products: the whole service on a catalog varied from a real one.

    python -m benchmarks.large_shop HOME WORK [--products 1000000] [--queries FILE …] [--search] [--serve PORT]

HOME is a prepared home (`floorwalker index`), whose catalog, vectors and trained ranker are used; WORK is where the
large index is built, unless it stands there. Product i is a variant of the real product i modulo their number: often
with a code of its own in the title, now and then with a word of another title of its type, one attribute in seven with
the value of another product of its type, another price. Its vector is not encoded, which would take hours, but mixed
as in `benchmarks.scale`: of the real product's, that of a near one, and the difference of two. So words and attributes
are as common as in the real catalog; the vocabulary grows by the codes alone.

Tells how right the search is (the nearest hundred against comparing all vectors; the service's own first hundred
against the same with all vectors compared), how long requests take inside the process, and what each search takes.
With --serve, answers HTTP at the port instead, until it is stopped, for `benchmarks.load`.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import faiss
import numpy as np
import uvicorn

from benchmarks.alone import percentile, searches_alone, times
from benchmarks.recommend_latency import DETAILS, WORDS
from benchmarks.same_answers import queries_of
from benchmarks.scale import NOISE, chunks, neighbours
from data.catalog.constraints import Constraint
from data.catalog.products import Catalog, Product
from data.catalog.store import CatalogStore
from data.database import connect
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.live.rankers import load_served
from recommender.live.reloading import Reloader
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest
from recommender.server.app import create_app
from retrieval.search.encoder import Encoder, Vectors
from retrieval.search.index import FORMAT, Manifest, ProductIndex, Stored, _Documents, publish
from retrieval.search.lexical import LexicalIndex, best
from retrieval.search.vectors import VectorIndex

CODE, BORROWED, PERTURBED = 0.5, 0.2, 1 / 7
"""Shares of the variants with a code and with a borrowed word, and of attributes with another value."""
DEPTH, TURNS = 100, 4


def varied(real: Catalog, size: int) -> Catalog:
    """A catalog of `size` products out of a real one, the same every time."""
    chance = random.Random(11)
    stating: defaultdict[tuple[str | None, str], list[object]] = defaultdict(list)
    words: defaultdict[str | None, list[str]] = defaultdict(list)
    for product in real.products:
        words[product.category] += product.title.split()
        for name, value in product.attributes.items():
            stating[product.category, name].append(value)
    products = list(real.products[:size])
    products += [
        _variant(real.products[number % len(real.products)], number, chance, stating, words)
        for number in range(len(products), size)
    ]
    return Catalog(f"varied-{size}", tuple(products), real.attributes)


def _variant(
    product: Product,
    number: int,
    chance: random.Random,
    stating: dict[tuple[str | None, str], list[object]],
    words: dict[str | None, list[str]],
) -> Product:
    title = product.title
    if chance.random() < BORROWED:
        title += f" {chance.choice(words[product.category])}"
    if chance.random() < CODE:
        title += f" {chance.choice('ABCDEFGHKLMNPRSTX')}{chance.randrange(1000, 100_000)}"
    attributes = {
        name: chance.choice(stating[product.category, name]) if chance.random() < PERTURBED else value
        for name, value in product.attributes.items()
    }
    price = round(product.price * chance.lognormvariate(0, 0.3), 2) if product.price else product.price
    return replace(product, id=f"{product.id}-{number}", title=title, attributes=attributes, price=price)  # type: ignore[arg-type]


def mixed(real: Vectors, size: int, path: Path) -> None:
    """Writes the variants' vectors as float16, those of the real products first."""
    near = neighbours(real)
    chance = np.random.default_rng(7)
    made = np.lib.format.open_memmap(path, "w+", np.float16, (size, real.shape[1]))
    for rows in chunks(size, "vectors made"):
        a = np.arange(rows.start, rows.stop) % len(real)
        c, d = chance.integers(len(real), size=(2, len(a)))
        b = near[a, chance.integers(near.shape[1], size=len(a))]
        w = chance.uniform(0.5, 1, (len(a), 1)).astype(np.float32)
        new = w * real[a] + (1 - w) * real[b] + NOISE * (real[c] - real[d])
        made[rows] = new / np.linalg.norm(new, axis=1, keepdims=True)
    made[: len(real)] = real[:size]
    made.flush()


def build(catalog: Catalog, real: Vectors, encoder: Encoder, indexes: Path) -> None:
    """Builds and publishes the index of the large catalog, each part told with its seconds."""
    folder = indexes / catalog.version
    folder.mkdir(parents=True)
    started = time.perf_counter()
    mixed(real, len(catalog.products), indexes.parent / "made.npy")
    started = _told("vectors made", started)
    vectors = VectorIndex(encoder.dimension)
    vectors.add(np.load(indexes.parent / "made.npy", mmap_mode="r"))
    vectors.save(folder / "vectors.faiss")
    started = _told(f"vector index ({vectors.kind})", started)
    del vectors
    LexicalIndex.build(_Documents(catalog)).save(folder / "lexical")
    started = _told("word index", started)
    (folder / "products.json").write_text(json.dumps(asdict(Stored.of(catalog)), ensure_ascii=False), encoding="utf-8")
    size = len(catalog.products)
    manifest = Manifest(FORMAT, catalog.version, encoder.model, encoder.fingerprint, encoder.dimension, size)
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    publish(folder)


def _told(what: str, started: float) -> float:
    now = time.perf_counter()
    print(f"{what:32} {now - started:8.1f} s, most memory {memory():.2f} GB", flush=True)
    return now


def memory() -> float:
    """The most that this process has held, in GB; mapped files count while they are read."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def conversations(recommender: Recommender, queries: Sequence[str]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds on the clock of first requests and of later turns, and of the processor for all."""
    fresh: list[float] = []
    turns: list[float] = []
    processor: list[float] = []
    for query in queries:
        constraints: list[Constraint] = []
        for turn in range(TURNS):
            begun, used = time.perf_counter(), time.process_time()
            answer = recommender.recommend(RecommendRequest(query=query, constraints=constraints))
            answer.model_dump_json()
            processor.append(1000 * (time.process_time() - used))
            (turns if turn else fresh).append(1000 * (time.perf_counter() - begun))
            settled = {constraint.attribute for constraint in constraints}
            question = next((a for a in answer.attributes if a.name not in settled and a.values), None)
            if question is None:
                break
            constraints = [*constraints, Constraint(attribute=question.name, value=question.values[0].value)]
    return fresh, turns, processor


def rightness(index: ProductIndex, made: Path, queries: Sequence[str], encoder: Encoder) -> tuple[float, float]:
    """recall@100 of the nearest vectors, and of the first hundred of the whole search, against comparing all."""
    vectors = np.load(made, mmap_mode="r")
    asked = np.stack([encoder.encode([query])[0] for query in queries])
    cosines = np.concatenate([vectors[rows].astype(np.float32) @ asked.T for rows in chunks(len(vectors), "compared")])
    depth = 500  # as the service asks
    order = [np.argpartition(-cosines[:, q], depth)[:depth] for q in range(len(queries))]
    order = [rows[np.argsort(-cosines[rows, q], kind="stable")] for q, rows in enumerate(order)]
    found = [index._vectors.search(vector, DEPTH)[0] for vector in asked]
    near = [len(np.intersect1d(rows, exact[:DEPTH])) / DEPTH for rows, exact in zip(found, order, strict=True)]
    whole = []
    for number, query in enumerate(queries):
        own = index.search(query, asked[number], depth).rows[:DEPTH]
        truth = _Exact(index, order[number], cosines[order[number], number])
        right = truth.search(query, asked[number], depth).rows[:DEPTH]
        whole.append(len(np.intersect1d(own, right)) / max(1, len(right)))
    return float(np.mean(near)), float(np.mean(whole))


def search(index: ProductIndex, made: Path, queries: Sequence[str], encoder: Encoder) -> None:
    """Tells how right the search of an index is, and what each part of it takes."""
    vectors = {query: encoder.encode([query])[0] for query in queries}
    parts = {
        "words (BM25), best 500": lambda query: best(index._words.scores(query), 500),
        "vectors, best 500": lambda query: index._vectors.search(vectors[query], 500),
        "words and vectors, second look": lambda query: index.search(query, vectors[query], 500),
    }
    for name, part in parts.items():
        clock, used = times(part, queries)
        spent = " / ".join(f"{percentile(some, 50):.1f}, {percentile(some, 95):.1f}" for some in (clock, used))
        print(f"{name:32} p50, p95 on the clock / of the processor {spent} ms", flush=True)
    near, whole = rightness(index, made, queries, encoder)
    print(f"recall@100 of the vectors {near:.3f}, of the search {whole:.3f}", flush=True)


class _Exact(ProductIndex):
    """An index whose vector search was done by comparing all."""

    def __init__(self, index: ProductIndex, rows: np.ndarray, cosines: np.ndarray) -> None:
        self.__dict__.update(index.__dict__)
        own = self._vectors

        class Found:
            stored = own.stored

            @staticmethod
            def search(_vector: Vectors, depth: int, _allowed: object = None) -> tuple[np.ndarray, np.ndarray]:
                return rows[:depth], cosines[:depth]

        self._vectors = Found()  # type: ignore[assignment]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--queries", type=Path, nargs="+", default=[])
    parser.add_argument("--search", action="store_true", help="only the search, of an index that was built")
    parser.add_argument("--serve", type=int, metavar="PORT")
    options = parser.parse_args()
    queries = queries_of(options.queries) or [f"{detail} {word}".strip() for word in WORDS for detail in DETAILS]
    faiss.omp_set_num_threads(1)
    encoder = Encoder(threads=1)
    indexes = options.work / "index"
    started = time.perf_counter()
    if options.search:
        index = ProductIndex.load(indexes / f"varied-{options.products}", encoder)
        _told("index loaded", started)
        search(index, options.work / "made.npy", queries, encoder)
        print(f"most memory {memory():.2f} GB")
        for name, (clock, used) in searches_alone(indexes / f"varied-{options.products}", queries).items():
            both = " / ".join(f"{percentile(some, 50):.1f}, {percentile(some, 95):.1f}" for some in (clock, used))
            print(f"{name:32} p50, p95 on the clock / of the processor {both} ms", flush=True)
        return
    real = CatalogStore(connect(f"sqlite:///{options.home / 'floorwalker.db'}")).load()
    catalog = varied(real, options.products)
    gc.collect()
    gc.freeze()  # millions of objects that stay, and that no later collection has to look through
    started = _told("catalog made", started)
    if not (indexes / catalog.version / "manifest.json").is_file():
        folder = next(path.parent for path in (options.home / "index").glob("*/manifest.json"))
        stored = VectorIndex.load(folder / "vectors.faiss")
        build(catalog, stored.stored(np.arange(len(stored))), encoder, indexes)
    quick = next((options.home / "queries").glob("*.onnx"), None)
    config = RecommenderConfig(
        "sqlite://", indexes, query_model=quick, models=options.home / "models", demand=False, poll_seconds=3600.0
    )
    if options.serve:
        uvicorn.run(create_app(config, lambda _version: catalog), port=options.serve, access_log=False)
        return
    reloader = Reloader(config, lambda _version: catalog, Metrics(), load_served)
    started = time.perf_counter()
    reloader.refresh()
    recommender = reloader.recommender
    _told("service loaded", started)
    conversations(recommender, queries[:10])
    fresh, turns, processor = conversations(recommender, queries)
    for name, spent in (("fresh", fresh), ("turns", turns), ("all, processor", processor)):
        print(f"{name:32} p50 {percentile(spent, 50):.1f}, p95 {percentile(spent, 95):.1f} ms", flush=True)
    search(recommender.snapshot.index, options.work / "made.npy", queries, encoder)
    print(f"most memory {memory():.2f} GB")


if __name__ == "__main__":
    main()
