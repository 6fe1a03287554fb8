"""The words of a catalog: product types, brands, attribute labels, and the values that people would say.

Made from a loaded catalog; the file by which the assistant links words is `data.catalog.vocabulary_file`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from data.catalog.products import BRAND, BUILT_IN, CATEGORY, Catalog, values_of

LEAST_PRODUCTS = 2
"""A value of one product is its identity rather than something to ask for."""
MOST_WORDS, MOST_CHARACTERS = 4, 40
_LETTER = re.compile(r"[^\W\d_]{2}")
_CODE = re.compile(r"\d{4,}|[A-Za-z]\d+[A-Za-z]\d|^[\W\d]+$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with the number of products behind them, the most frequent first. `values` are by attribute label, and
    `names` has the attribute's name of each; `labels` are of all attributes, numbers and yes/no too."""

    product_types: dict[str, int]
    brands: dict[str, int]
    values: dict[str, dict[str, int]]
    names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)

    @classmethod
    def from_catalog(cls, catalog: Catalog) -> Vocabulary:
        """The vocabulary of a catalog. Sentences, codes and bare numbers are no words."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        labels: Counter[str] = Counter()
        for product in catalog.products:
            labels.update(catalog.attributes[name].label for name in product.attributes)
            for name, value in product.stated.items():
                counts[name].update({single for single in values_of(value) if isinstance(single, str)})
        values = {name: spoken for name, found in counts.items() if name not in BUILT_IN and (spoken := _spoken(found))}
        stated = {name: sum(found.values()) for name, found in values.items()}
        # Of two attributes with one label, the one that more products state.
        names = {catalog.attributes[name].label: name for name in sorted(values, key=lambda name: stated[name])}
        ranked = dict(sorted(names.items(), key=lambda item: (-stated[item[1]], item[0])))
        by_label = {label: values[name] for label, name in ranked.items()}
        return cls(_frequent(counts[CATEGORY]), _frequent(counts[BRAND]), by_label, ranked, _frequent(labels))


def _frequent(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _spoken(counts: Counter[str]) -> dict[str, int]:
    """The values short enough to say, that are words."""
    return {
        value: count
        for value, count in _frequent(counts).items()
        if count >= LEAST_PRODUCTS
        and len(value) <= MOST_CHARACTERS
        and len(value.split()) <= MOST_WORDS
        and _LETTER.search(value)
        and not _CODE.search(value)
    }
