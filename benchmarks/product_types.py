"""Draws products of a catalog without types by a fixed seed, with the types that an import finds, for people to judge.

    python -m benchmarks.product_types CATALOG --format icecat --first 0 --count 100 > to_judge.jsonl
    python -m benchmarks.product_types CATALOG --format icecat --first 0 --count 100 --judged judged.jsonl

A line holds id, title, description, type and `right`, which the judge sets: true where a shopper would call the product
so, false where the type is another thing, a property, a series, or so wide that it hardly says what it is. With
`--judged`, types that were judged count as they were, others are listed. The draw does not change with the types.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from data.catalog.importing import try_catalog
from data.catalog.products import Product

SEED = 1707
MOST_DESCRIPTION = 200


def drawn(products: list[Product], first: int, count: int) -> list[Product]:
    """`count` products from the place `first` of an order by chance that depends on the ids alone."""
    ordered = sorted(products, key=lambda product: product.id)
    random.Random(SEED).shuffle(ordered)
    return ordered[first : first + count]


def judgements(file: Path) -> Iterator[tuple[tuple[str, str | None], bool]]:
    """By id and type, whether it is right; lines that nobody judged are left out."""
    for line in file.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        if read.get("right") is not None:
            yield (read["id"], read["type"]), bool(read["right"])


def main() -> None:
    """Prints the draw, or its judgement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--format", default="icecat")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--judged", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    made = try_catalog(options.catalog, format=options.format, currency="EUR")
    sample = drawn(list(made.products), options.first, options.count)
    known = dict(judgements(options.judged)) if options.judged else {}
    lines = [
        {
            "id": product.id,
            "title": product.title,
            "description": product.description[:MOST_DESCRIPTION],
            "type": product.category,
            "right": known.get((product.id, product.category)),
        }
        for product in sample
    ]
    if options.judged is None:
        print("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
        return
    right, open_ = sum(line["right"] is True for line in lines), [line for line in lines if line["right"] is None]
    types = len({product.category for product in made.products})
    print(
        f"{right} of {len(lines)} right, {len(open_)} not judged; {types} types; {time.perf_counter() - started:.0f} s"
    )
    print("\n".join(json.dumps(line, ensure_ascii=False) for line in lines if not line["right"]))


if __name__ == "__main__":
    main()
