"""Product types mined from titles, where the source states none: each product takes the best phrase that names it.

What a phrase is worth is `data.catalog.normalisation.phrases`; in a title, one that stands as a name, and whose other
products are like this one, wins ("notebook" the computer, "notebook battery"). A title that names nothing takes what
the first line of its description names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation.choice import Choice
from data.catalog.normalisation.nouns import sort_of
from data.catalog.normalisation.phrases import LIKE_ANY, Phrases, beside, can_be_type, count_phrases, occurrences
from data.catalog.normalisation.texts import plain
from data.catalog.normalisation.titles import Habits, Token, by_first_word, language_of, singular, tokens
from data.catalog.products import AttributeValue
from data.catalog.progress import Progress
from language.lexicon import LEXICON
from language.words import phrase_key

LARGE, LEAST_OF_LARGE = 200, 3
"""In a shop of so many products a type has at least 3 of them; in a smaller one, 2."""
FROM_DESCRIPTION = 0.35
DESCRIPTION_CHARACTERS = 160
RARE_NAME = 0.2
_STEPS = 4
_TYPE_ATTRIBUTES = re.compile(rf"(^|_)({'|'.join(sorted(LEXICON.type_columns))})$")
Values = Mapping[str, Mapping[int, AttributeValue]]
Matrix = Any


def mined(rows: Sequence[RawProduct], values: Values, features: Matrix, progress: Progress) -> list[str | None]:
    """The type of each row, None where no phrase names it. `features` has a row for each product, of length 1."""
    own = language_of([f"{row.title} {row.description}" for row in rows])
    least = LEAST_OF_LARGE if len(rows) >= LARGE else 2
    own_values = [by_first_word(texts) for texts in _value_texts(len(rows), values)]
    brands = _Brands(rows)
    titles = [tokens(_without_brand(row), own, brands.barred(row), own_values[n]) for n, row in enumerate(rows)]
    progress(1, _STEPS)
    phrases = count_phrases(titles, [row.brand for row in rows], features, own, least)
    explicit = _explicit(values, phrases, own)
    if not phrases.names:
        return [explicit.get(number) for number in range(len(rows))]
    progress(2, _STEPS)
    lines = [tokens(_first_line(row), own, brands.barred(row), own_values[n]) for n, row in enumerate(rows)]
    merits = _merits(titles, lines, phrases, features, own)
    progress(3, _STEPS)
    chosen = Choice(merits, phrases, list(zip(titles, lines, strict=True)), own, least).labels(features)
    return _one_name([explicit.get(number) or label for number, label in enumerate(chosen)])


def _one_name(found: list[str | None]) -> list[str | None]:
    """One label for names of one thing, that of most products, where the other is rare among them: a few of a shop's
    notebooks are called laptops; headsets and headphones, both many, are two things."""
    counts = Counter(label for label in found if label)
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for label in counts:
        labels[phrase_key(label)].append(label)
    meant: dict[str, str] = {}
    for key, own in labels.items():
        names = [one for name in LEXICON.things.get(key, ()) for one in labels.get(phrase_key(name), ())]
        best = max([*own, *names], key=lambda name: (counts[name], name))
        if sum(counts[name] for name in own) > RARE_NAME * counts[best]:
            best = max(own, key=lambda name: (counts[name], name))
        meant |= dict.fromkeys(own, best)
    return [meant[label] if label else None for label in found]


class _Brands:
    """Words of brands that name no type: a product's own, and those that titles of others hardly have ("Power")."""

    def __init__(self, rows: Sequence[RawProduct]) -> None:
        self._own = {brand: frozenset(plain(brand).casefold().split()) for brand in {row.brand or "" for row in rows}}
        words = frozenset().union(*self._own.values())
        inside: Counter[str] = Counter()
        outside: Counter[str] = Counter()
        for row in rows:
            own = self._own[row.brand or ""]
            for word in words.intersection(re.findall(r"[^\W\d_]+", row.title.casefold())):
                (inside if word in own else outside)[word] += 1
        self._barred = frozenset(word for word in words if outside[word] < 3 or outside[word] < inside[word] / 2)

    def barred(self, row: RawProduct) -> frozenset[str]:
        """The words that cannot be part of the name of this product's type."""
        return self._barred | self._own[row.brand or ""]


def _without_brand(row: RawProduct) -> str:
    title, brand = plain(row.title), plain(row.brand) if row.brand else ""
    return title[len(brand) :] if brand and title.casefold().startswith(brand.casefold()) else title


def _first_line(row: RawProduct) -> str:
    return plain(row.description[: 4 * DESCRIPTION_CHARACTERS])[:DESCRIPTION_CHARACTERS] if row.description else ""


def _value_texts(count: int, values: Values) -> list[list[str]]:
    """The texts that each product's attributes state, but for those that say what the product is."""
    found: list[list[str]] = [[] for _ in range(count)]
    for name, by_product in values.items():
        if _TYPE_ATTRIBUTES.search(name):
            continue
        for product, value in by_product.items():
            found[product] += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str)]
    return found


def _explicit(values: Values, phrases: Phrases, own: Habits) -> dict[int, str]:
    """What an attribute called product type says, where titles know that type too, or it names a thing."""
    known = dict(zip(phrases.names, phrases.labels, strict=True))
    found: dict[int, str] = {}
    for name, by_product in values.items():
        if not _TYPE_ATTRIBUTES.search(name):
            continue
        counts = Counter(value for value in by_product.values() if isinstance(value, str))
        for product, value in by_product.items():
            if not isinstance(value, str) or not re.match(r"[^\W\d_]{2}", value):
                continue
            if own.stops.intersection(value.casefold().split()):
                continue  # "Spares and accessories"
            *before, head = value.casefold().split()
            key = " ".join([*before, singular(head, own)])
            names_thing = own.code != "en" or sort_of(singular(head, own)) == "thing"
            if can_be_type(key, own) and (key in known or (names_thing and counts[value] > 1)):
                found[product] = known.get(key) or key[:1].upper() + key[1:]
    return found


def _merits(
    titles: Sequence[Sequence[Token]], lines: Sequence[Sequence[Token]], phrases: Phrases, features: Matrix, own: Habits
) -> list[list[tuple[float, int]]]:
    """For each product its phrases by number, each with how well it names the product, the best first."""
    numbers = {name: number for number, name in enumerate(phrases.names)}
    weights: defaultdict[tuple[int, int], float] = defaultdict(float)
    for worth, texts in ((1.0, titles), (FROM_DESCRIPTION, lines)):
        for product, found in enumerate(texts):
            for key, start, end, whole in occurrences(found, own):
                if whole and (number := numbers.get(key)) is not None:
                    weight = worth * whole * found[end if not own.first else start].weight
                    weight *= beside(found, start, end, phrases.parts[number])
                    weights[product, number] = max(weights[product, number], weight)
    merits: list[list[tuple[float, int]]] = [[] for _ in titles]
    if weights:
        pairs = np.array(list(weights), dtype=int)
        likeness = _likeness(pairs, features, phrases.centroids)
        worth_of = np.array(list(weights.values())) * phrases.scores[pairs[:, 1]] * (LIKE_ANY + likeness)
        for (product, number), merit in zip(pairs.tolist(), worth_of.tolist(), strict=True):
            if merit > 0:
                merits[product].append((merit, number))
    return [sorted(found, key=lambda one: (-one[0], one[1])) for found in merits]


def _likeness(pairs: Any, features: Matrix, centroids: Matrix) -> Any:
    """How like a product is to the products of a phrase, for each pair of their numbers."""
    found = []
    for start in range(0, len(pairs), 20_000):
        block = pairs[start : start + 20_000]
        found.append(np.asarray(features[block[:, 0]].multiply(centroids[block[:, 1]]).sum(axis=1)).ravel())
    return np.concatenate(found)
