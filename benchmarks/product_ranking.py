"""Measures retrieval alone: quality of the product order on human ratings, and time from file to answer.

    python -m benchmarks.product_ranking CATALOG --format icecat --ratings RATINGS.csv [--mapping FILE]

RATINGS has the columns query, product_id, rating (0 irrelevant to 3 exact). Gain is 2^rating - 1. `full` counts an
unrated product as irrelevant; `judged` orders only the products that were rated, over queries whose ratings
differ. Beside these, queries made from the catalog itself, for which nothing was rated: `named` (three to five words of
one product's title, in their order: its mean reciprocal rank, and how often it is among the first 5) and `broad` (a
product type's name: the share of the first 10 that are of it). Embeddings are made again on every run, in a temporary
folder.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from data.catalog.formats import FORMATS
from data.catalog.importers.rows import RawProduct
from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.products import Catalog
from data.catalog.reports import ImportReport
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex

DEPTH, RECALL_AT, NDCG_AT, GOOD = 300, 100, 10, 2
NAMED, BROAD, LEAST_OF_TYPE, SEED = 250, 100, 10, 17
_TITLE_WORD = re.compile(r"[\w.\-']{2,}")
Order = Callable[[str], list[str]]
"""The ids found for a query, best first."""
Ratings = dict[str, dict[str, int]]


def ndcg(order: list[str], ratings: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first 10; 0 if nothing was rated above 0."""
    ideal = _dcg(sorted(ratings.values(), reverse=True))
    return _dcg([ratings.get(product, 0) for product in order]) / ideal if ideal else 0.0


def _dcg(grades: list[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades[:NDCG_AT]))


def quality(orders: dict[str, list[str]], ratings: Ratings) -> dict[str, float]:
    """The means over the queries that have a product rated above 0."""
    full, judged, recall = [], [], []
    for query, rated in ratings.items():
        if not any(rated.values()):
            continue
        order = orders[query][:RECALL_AT]
        full.append(ndcg(order, rated))
        if len(set(rated.values())) > 1:
            seen = [product for product in order if product in rated]
            judged.append(ndcg([*seen, *sorted(set(rated) - set(seen))], rated))
        good = {product for product, grade in rated.items() if grade >= GOOD}
        if good:
            recall.append(len(good.intersection(order)) / len(good))
    means = {"full nDCG@10": full, "judged nDCG@10": judged, "recall@100": recall}
    return {"queries": len(full)} | {name: round(statistics.mean(values), 3) for name, values in means.items()}


def made(catalog: Catalog, order: Order) -> dict[str, float]:
    """How queries made from the catalog are answered: of what is named, and of broad types."""
    chance = random.Random(SEED)
    ranks = []
    for product in chance.sample(catalog.products, min(NAMED, len(catalog.products))):
        words = _TITLE_WORD.findall(product.title)
        kept = sorted(chance.sample(range(len(words)), min(len(words), chance.randint(3, 5))))
        found = order(" ".join(words[place] for place in kept).lower())[:RECALL_AT]
        ranks.append(found.index(product.id) + 1 if product.id in found else math.inf)
    result = {"named MRR": statistics.mean(1 / rank for rank in ranks)}
    result["named in 5"] = statistics.mean(rank <= 5 for rank in ranks)
    type_of = {product.id: product.category for product in catalog.products}
    sizes = Counter(filter(None, type_of.values()))
    types = sorted(name for name, size in sizes.items() if size >= LEAST_OF_TYPE)
    shares = []
    for name in chance.sample(types, min(BROAD, len(types))):
        first = order(name.lower())[:NDCG_AT]
        shares.append(sum(type_of[product] == name for product in first) / len(first))
    if shares:
        result["broad P@10"] = statistics.mean(shares)
    return {name: round(value, 3) for name, value in result.items()}


def read_catalog(path: Path, format: str, mapping: Path | None) -> Catalog:
    """The catalog as an import would store it."""
    rows = [row for row in read_rows(path, format, mapping, ImportReport()) if isinstance(row, RawProduct)]
    products, attributes = normalise(rows, currency="EUR", report=ImportReport())
    return Catalog("benchmark", products, attributes)


def read_ratings(path: Path) -> Ratings:
    """Ratings by query and product."""
    ratings: Ratings = defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            ratings[row["query"]][row["product_id"]] = int(row["rating"])
    return dict(ratings)


def main() -> None:
    """Reads, indexes twice (cold, then with everything cached), asks every query, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--mapping", type=Path)
    parser.add_argument("--ratings", type=Path, required=True)
    options = parser.parse_args()

    ratings, catalog = read_ratings(options.ratings), read_catalog(options.catalog, options.format, options.mapping)
    result: dict[str, float] = {"products": len(catalog.products)}
    with tempfile.TemporaryDirectory() as temporary:
        folder, encoder = Path(temporary), Encoder()
        for run in ("cold", "cached"):
            started = time.perf_counter()
            with EmbeddingCache(folder / "embeddings.db") as cache:
                built = ProductIndex.build(catalog, encoder, folder / run, cache)
            result[f"index {run} s"] = round(time.perf_counter() - started, 1)
        encoder, started = Encoder(threads=1), time.perf_counter()  # as the recommender serves
        index = ProductIndex.load(built, encoder)
        result["index load s"] = round(time.perf_counter() - started, 2)

        def order(query: str) -> list[str]:
            hits = index.search(query, encoder.encode([query])[0], DEPTH)
            return [index.ids[row] for row in hits.rows]

        orders, times = {}, []
        for query in ratings:
            started = time.perf_counter()
            orders[query] = order(query)
            times.append(1000 * (time.perf_counter() - started))
        result |= quality(orders, ratings) | made(catalog, order)
    result |= {f"search p{p} ms": round(statistics.quantiles(times, n=100)[p - 1], 1) for p in (50, 95)}
    for name, value in result.items():
        print(f"{name:18} {value}")


if __name__ == "__main__":
    main()
