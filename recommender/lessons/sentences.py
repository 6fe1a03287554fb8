"""Lessons out of a shop's own texts: what products are good for (`uses`), and what those that say so state otherwise
(`contrast`).

Grades are lower than those of written knowledge by `CONFIDENCE`: a text says what is praised, not what decides. What is
too rare to tell is left out of an example (`examples`), and so is the brand, since who writes the texts writes brand by
brand. Where no attribute differs surely, a use teaches nothing.

Looked at by eye: on the demo (122 uses, half of them sentences that its generator gives products by chance) 12 uses
are told apart, all of them rightly, and none of the sentences; on Icecat (19,406 products, whose descriptions have 50
characters) 20 uses and 1 told apart, rightly. Of the uses found in texts of 3,600 products with bullets about six in
ten are what something is good for; the rest are parts of phrases, audiences and slogans, which seldom go with an
attribute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.catalog.products import BRAND
from ranker.examples import Example
from recommender.lessons.contrast import Contrast, Difference
from recommender.lessons.examples import Graded, example_of
from recommender.lessons.types import Groups, ListedType, ListedTypes
from recommender.lessons.uses import Use, line_of, uses_of

CONFIDENCE = 0.8
LEAST_PRODUCTS, MOST_PRODUCTS = 20, 600
"""In a smaller type, what some products have in common is chance; of a larger one, so many are read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A use with what the products that are said to be good for it state otherwise."""

    listed: ListedType
    use: Use
    difference: Difference


def sentence_examples(types: ListedTypes, groups: Groups) -> list[Example]:
    """Examples of every use that the shop's texts name and that some attribute tells apart."""
    return [example for finding in findings(types) for example in _examples(finding, groups)]


def findings(types: ListedTypes) -> Iterator[Finding]:
    """What the texts teach, product type after product type."""
    products = types.products
    for name, rows in types.rows.items():
        if len(rows) < LEAST_PRODUCTS:
            continue
        rows = rows[:: -(-len(rows) // MOST_PRODUCTS)]
        members = [products[row] for row in rows.tolist()]
        uses = uses_of(members)
        if not uses:
            continue
        listed, said = replace(types.of(name), rows=rows), _said(uses, len(rows))
        brands = np.unique([product.brand or "" for product in members], return_inverse=True)[1]
        lines = [(line_of(product), said[place].tobytes()) for place, product in enumerate(members)]
        contrast = Contrast(listed, types.table, _weights(lines), brands.astype(np.int64))
        for number, use in enumerate(uses):
            difference = contrast.of(said[:, number])
            if _without_brand(listed, difference).decides:
                yield Finding(listed, use, _without_brand(listed, difference))


def _said(uses: list[Use], rows: int) -> npt.NDArray[np.bool_]:
    """(rows, uses): whose text says what."""
    said = np.zeros((rows, len(uses)), np.bool_)
    for number, use in enumerate(uses):
        said[list(use.products), number] = True
    return said


def _weights(lines: list[tuple[tuple[str, str], bytes]]) -> npt.NDArray[np.float64]:
    """Products of one line whose texts say the same count once."""
    same = Counter(lines)
    return np.asarray([1 / same[line] for line in lines])


def _without_brand(listed: ListedType, difference: Difference) -> Difference:
    is_brand = np.asarray([candidate.name == BRAND for candidate in listed.candidates], np.bool_)
    return Difference(np.where(is_brand, np.nan, difference.grades), difference.affinities)


def _examples(finding: Finding, groups: Groups) -> Iterator[Example]:
    for query in _requests(finding.listed.name.lower(), finding.use):
        graded = Graded(query, finding.use.text, "sentences", CONFIDENCE)
        yield example_of(finding.listed, finding.difference, groups, graded)


def _requests(name: str, use: Use) -> list[str]:
    if not use.lead:
        return [use.text, f"{name}, {use.text[:1].lower()}{use.text[1:]}"]
    return [f"{name} {use.lead} {use.text}", f"{use.lead} {use.text}", f"{name} {use.text}"]
