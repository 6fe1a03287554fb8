"""Queries that a shopper with one product in mind might type, made from the shop's own catalog, without annotators.

Three kinds, as people search: the product type alone, words of the title, the type with values that the product's
text names. They teach nothing: what titles name says little about what matters to anybody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.catalog.products import BUILT_IN, Catalog, Product, values_of

_MOST_VALUE_WORDS = 3
_MOST_TITLE_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Shopper:
    """Somebody simulated: a query, and the product that they want."""

    query: str
    target: str


def sampled_shoppers(catalog: Catalog, count: int, seed: int = 0) -> Iterator[Shopper]:
    """`count` different (query, product) pairs; a product type twice as large is drawn 1.4 times as often.

    Gives fewer where the catalog has no more.
    """
    random = np.random.default_rng(seed)
    products = [product for product in catalog.products if product.category]
    sizes = Counter(product.category for product in products)
    chances = np.asarray([sizes[product.category] ** -0.5 for product in products])
    seen: set[tuple[str, str]] = set()
    for _ in range(4 * count):
        if len(seen) == count or not products:
            return
        product = products[random.choice(len(products), p=chances / chances.sum())]
        source = str(random.choice(["type", "title", "values"], p=[0.3, 0.35, 0.35]))
        query = _QUERIES[source](product, random)
        if query and (query, product.id) not in seen:
            seen.add((query, product.id))
            yield Shopper(query, product.id)


def _type_query(product: Product, random: np.random.Generator) -> str:
    name = (product.category or "").casefold()
    return f"{product.brand} {name}".casefold() if product.brand and random.random() < 0.25 else name


def _title_query(product: Product, random: np.random.Generator) -> str:
    """Two to four of the first words of the title, in their order, codes left out."""
    words = [word for word in _WORD.findall(product.title)[:10] if not _is_code(word)]
    if len(words) < 2:
        return ""
    count = int(random.integers(2, min(_MOST_TITLE_WORDS, len(words)) + 1))
    chosen = sorted(random.choice(len(words), size=count, replace=False))
    return " ".join(words[i] for i in chosen).casefold()


def _is_code(word: str) -> bool:
    digits = sum(character.isdigit() for character in word)
    return digits > 0 and (len(word) > 5 or digits > 3)


def _values_query(product: Product, random: np.random.Generator) -> str:
    """One or two values that the title or description names, before or behind the type."""
    values = _named_values(product)
    if not values:
        return ""
    count = min(len(values), 1 + int(random.random() < 0.4))
    chosen = [values[i] for i in random.choice(len(values), size=count, replace=False)]
    kind = (product.category or "").casefold()
    parts = [*chosen, kind] if random.random() < 0.6 else [kind, *chosen]
    return " ".join(parts).casefold()


def _named_values(product: Product) -> Sequence[str]:
    text = f" {' '.join(_WORD.findall(f'{product.title} {product.description}'.casefold()))} "
    found = []
    for name, value in product.stated.items():
        for single in values_of(value) if name not in BUILT_IN else ():
            words = _WORD.findall(single.casefold()) if isinstance(single, str) else []
            if 0 < len(words) <= _MOST_VALUE_WORDS and f" {' '.join(words)} " in text:
                found.append(" ".join(words))
    return list(dict.fromkeys(found))


_QUERIES = {"type": _type_query, "title": _title_query, "values": _values_query}
