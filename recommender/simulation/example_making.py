"""Training examples from a catalog: shoppers drawn from it, and from real queries if there are some, all played out.

The shoppers are shared among processes, since each is independent; the result does not depend on how many there are.
"""

from __future__ import annotations

import csv
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import torch

from data.catalog.products import Catalog
from ranker.errors import ExamplesInvalid
from ranker.examples import SPLITS, Example
from ranker.queries import Divider, Shopper, group_of, sampled_shoppers
from recommender.engine.recommender import Recommender, Stopwatch
from recommender.protocol.recommend import MOST_QUERY_CHARACTERS, RecommendRequest
from recommender.simulation.shoppers import Simulation
from retrieval.attribute_table import Bools

Progress = Callable[[int, int], None]

UNTOLD = 0.35
"""Share of the training shoppers in whose statistics no text of the wanted type counts: what a new type looks like."""
NEAR = 20
"""A query without a rating is given a product among its nearest as the wanted one."""
_CHUNK = 25
_PLAYERS: dict[str, Simulation] = {}
_ROWS: dict[str, Bools] = {}
"""In a worker process: its players, and the catalog's rows by split, inherited by fork, so that nothing is copied."""


def make_examples(
    recommender: Recommender, shoppers: Sequence[Shopper], *, seed: int, processes: int, progress: Progress
) -> list[Example]:
    """Plays every shopper. Held-out types are played twice: with their texts counted, and without."""
    divider = Divider()
    splits = np.asarray([divider.split(product) for product in recommender.snapshot.catalog.products])
    _PLAYERS["train"] = Simulation(recommender, splits != "train", seed)
    _PLAYERS["held out"] = Simulation(recommender, np.zeros(len(splits), np.bool_), seed)
    _ROWS.update({split: splits == split for split in SPLITS})
    chunks = [(seed, start, shoppers[start : start + _CHUNK]) for start in range(0, len(shoppers), _CHUNK)]
    found: list[Example] = []
    for done, part in enumerate(_played(chunks, processes), start=1):
        found += part
        progress(min(done * _CHUNK, len(shoppers)), len(shoppers))
    _PLAYERS.clear()
    _ROWS.clear()
    return found


def _played(chunks: Sequence[tuple[int, int, Sequence[Shopper]]], processes: int) -> Iterator[list[Example]]:
    if processes == 1 or len(chunks) == 1:
        yield from map(_play, chunks)
        return
    # A forked process must not inherit a pool of threads that are not there. torch and faiss may each have their own
    # OpenMP, depending on which was imported first.
    threads, faiss_threads = torch.get_num_threads(), faiss.omp_get_max_threads()
    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    try:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_play, chunks)
    finally:
        torch.set_num_threads(threads)
        faiss.omp_set_num_threads(faiss_threads)


def _play(chunk: tuple[int, int, Sequence[Shopper]]) -> list[Example]:
    seed, start, shoppers = chunk
    random = np.random.default_rng([seed, start])
    for player in _PLAYERS.values():
        player.reseed(seed, start)
    found: list[Example] = []
    for drawn in shoppers:
        shopper = _PLAYERS["held out"].nearer(drawn, _ROWS[drawn.split])
        if shopper.split == "types":
            found += [*_PLAYERS["held out"].play(shopper), *_PLAYERS["held out"].play(shopper, told=False)]
        elif shopper.split == "products":
            found += _PLAYERS["held out"].play(shopper)
        else:
            found += _PLAYERS["train"].play(shopper, told=bool(random.random() >= UNTOLD))
    return found


def catalog_shoppers(catalog: Catalog, count: int, seed: int) -> list[Shopper]:
    """Shoppers made from the catalog alone, `count` at the most."""
    return list(sampled_shoppers(catalog, count, seed, Divider()))


def rated_shoppers(catalog: Catalog, path: Path) -> list[Shopper]:
    """Each query with the products that people rated best for it; the columns are query, product_id, rating.

    Products that the catalog does not have are left out. Raises ExamplesInvalid naming the column or line.
    """
    best: dict[str, tuple[float, list[str]]] = {}
    for number, row in enumerate(_rows(path, ("query", "product_id", "rating")), start=2):
        try:
            rating = float(row["rating"])
        except ValueError as error:
            raise ExamplesInvalid(f"{path}, line {number}, rating: must be a number, not {row['rating']!r}") from error
        top, products = best.get(row["query"], (rating, []))
        if rating >= top:
            best[row["query"]] = (rating, [*(products if rating == top else []), row["product_id"]])
    divider, by_id = Divider(), catalog.by_id
    return [
        Shopper(query, product, "rated", divider.split(by_id[product]), group_of(by_id[product]))
        for query, (top, products) in best.items()
        for product in products
        if top > 0 and product in by_id
    ]


def text_shoppers(recommender: Recommender, path: Path, seed: int) -> list[Shopper]:
    """Real queries, one a line, each with a product drawn from its nearest. Raises ExamplesInvalid."""
    random, divider = np.random.default_rng(seed), Divider()
    products = recommender.snapshot.catalog.products
    shoppers = []
    for query in dict.fromkeys(line.strip()[:MOST_QUERY_CHARACTERS] for line in _lines(path)):
        if not query:
            continue
        near = recommender.consider(RecommendRequest(query=query), Stopwatch()).asking.rows[:NEAR]
        if len(near):
            product = products[int(random.choice(near))]
            shoppers.append(Shopper(query, product.id, "text", divider.split(product), group_of(product)))
    return shoppers


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = csv.DictReader(_lines(path))
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise ExamplesInvalid(
            f"{path}: the first line must name the columns {', '.join(columns)}; {missing[0]} is missing"
        )
    return list(rows)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ExamplesInvalid(f"{path} cannot be read as UTF-8 text: {error}") from error
