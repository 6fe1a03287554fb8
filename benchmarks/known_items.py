"""Known-item search: is a product found by its own number or name, as shoppers type it?

    python -m benchmarks.known_items FILE FORMAT [MAPPING]

Draws products of a catalog, types the code or the model name of each in the ways below, and counts how often it comes
first: by words alone (BM25, as before codes were indexed), and with the codes that `retrieval.understanding.code_step`
names before them. Vectors are left out: they add nothing to a number.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from data.catalog.importers.rows import RawProduct
from data.catalog.importing import read_rows
from data.catalog.normalisation import normalise
from data.catalog.products import Catalog, Product
from data.catalog.reports import ImportReport
from retrieval.attribute_table import AttributeTable
from retrieval.search.codes import CodeIndex, is_mixed
from retrieval.search.lexical import LexicalIndex
from retrieval.search.product_text import lexical_fields
from retrieval.understanding.linker import Linker

DRAWN, SEED = 200, 17
_MODEL = re.compile(r"\b[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*\b")


def _swapped(code: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(code) - 1)
    return code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :]


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "as written": lambda code, _: code,
    "lower, no marks": lambda code, _: re.sub(r"[\W_]", "", code).lower(),
    "letters and digits apart": lambda code, _: " ".join(re.findall(r"[A-Za-z]+|\d+", code)),
    "in a sentence": lambda code, _: f"is {code} in stock?",
    "first two thirds": lambda code, _: code[: max(4, 2 * len(code) // 3)],
    "two characters swapped": _swapped,
}


def _named(catalog: Catalog) -> Iterator[tuple[Product, str]]:
    """Products with a number or model name of their own, that no other product has."""
    seen: dict[str, list[Product]] = {}
    for product in catalog.products:
        own = [text for codes in product.codes.values() for text in codes]
        own += [word for word in _MODEL.findall(product.title) if len(word) > 4 and is_mixed(word.lower())]
        for code in dict.fromkeys(own):
            seen.setdefault(code, []).append(product)
    yield from ((products[0], code) for code, products in seen.items() if len(products) == 1)


def main(file: str, format: str, mapping: str | None = None) -> None:
    """Prints the share of products that come first, for each way to type."""
    rows = read_rows(Path(file), format, Path(mapping) if mapping else None, ImportReport())
    products, attributes = normalise(
        [row for row in rows if isinstance(row, RawProduct)], currency="EUR", report=ImportReport()
    )
    catalog = Catalog("known", products, attributes)
    linker = Linker(AttributeTable.from_catalog(catalog), CodeIndex(catalog))
    words = LexicalIndex.build([lexical_fields(product, attributes) for product in products])
    chance = random.Random(SEED)
    named = list(_named(catalog))
    drawn = chance.sample(named, min(DRAWN, len(named)))
    print(f"{len(products)} products, {len(named)} numbers, {len(drawn)} drawn")
    if not drawn:
        sys.exit("no product has a number of its own: give a catalog with SKU, MPN, GTIN or model numbers in titles")
    for way, typed in WAYS.items():
        before = after = 0
        for product, code in drawn:
            text = typed(code, chance)
            scores = words.scores(text)
            by_words = scores.max(initial=0) > 0 and catalog.products[int(np.argmax(scores))].id == product.id
            found = [id for one in linker.link(text).named for id in one.ids]
            before += by_words
            after += product.id in found and len(found) == 1 if found else by_words
        print(f"{way:28} {before / len(drawn):.3f} {after / len(drawn):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
