"""The product type of every product: as the source states it, or mined from titles where the source has none.

Where the source states most, the rest takes that of its nearest neighbours by words and attributes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation.mining import mined
from data.catalog.normalisation.stated_types import stated_types
from data.catalog.normalisation.texts import plain
from data.catalog.products import AttributeValue
from data.catalog.progress import Progress, part
from data.catalog.reports import ImportReport
from language.segmentation import has_han

LEAST_PRODUCTS = 5
NEIGHBOURS = 5
COMMON_SHARE, MANY_ROWS = 0.3, 1000
"""Among a thousand products, a word that 3 in 10 have tells nothing; in a small shop it may be the product."""
SOURCE_SHARE = 0.3
"""If at least 3 in 10 rows state a category, the source's categories are the types, and the rest takes theirs."""
WORDS = 0.2
"""The share of the work, about, that counting words takes where types are mined."""
_LETTERS = re.compile(r"\b[^\W\d_]{2,}\b")
Values = Mapping[str, Mapping[int, AttributeValue]]
Matrix = Any
"""A scipy.sparse matrix (scipy has no types)."""


def assign_categories(
    rows: Sequence[RawProduct],
    values: Values,
    report: ImportReport | None = None,
    progress: Progress | None = None,
) -> list[str | None]:
    """The product type of each row, as a label; None only where hardly anything is known.

    `values` holds the normalised values of each attribute by row number.
    """
    stated = stated_types(rows, values, report)
    share = sum(category is not None for category in stated) / max(1, len(rows))
    if share == 1.0 or len(rows) < LEAST_PRODUCTS:
        return stated
    features = _features(rows, values)
    part(progress, 0, WORDS)(1, 1)
    if share >= SOURCE_SHARE:
        return _completed(stated, features)
    return mined(rows, values, features, part(progress, WORDS, 1))


def _features(rows: Sequence[RawProduct], values: Values) -> Matrix:
    """One row a product, of length 1: which attributes it states, and the words of its texts."""
    cells = [(product, column) for column, by_product in enumerate(values.values()) for product in by_product]
    shape = (len(rows), max(1, len(values)))
    states = sp.csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True)) if cells else ([], [])), shape=shape)
    rarity = np.log((1 + shape[0]) / (1 + np.asarray(states.sum(axis=0)).ravel()))
    common = COMMON_SHARE if len(rows) >= MANY_ROWS else 1.0
    words = TfidfVectorizer(min_df=2, max_df=common, sublinear_tf=True, tokenizer=_words, token_pattern=None)
    try:
        texts = words.fit_transform(plain(f"{row.title} {row.title} {row.description}") for row in rows)
    except ValueError:  # no word occurs twice
        texts = sp.csr_matrix((len(rows), 1))
    return sp.csr_matrix(normalize(sp.hstack([normalize(states.multiply(rarity)), normalize(texts)]).tocsr()))


def _words(text: str) -> list[str]:
    """The words of a text; pairs of characters where words are not parted."""
    found = []
    for word in _LETTERS.findall(text):
        found += [word[n : n + 2] for n in range(len(word) - 1)] if has_han(word) else [word]
    return found


def _completed(found: Sequence[str | None], features: Matrix) -> list[str | None]:
    """Each product without a type takes the one that weighs most among its nearest neighbours that have one."""
    known = np.array([number for number, name in enumerate(found) if name is not None], dtype=int)
    complete = list(found)
    if not len(known):
        return complete
    pool = features[known].T.tocsc()
    missing = [number for number, name in enumerate(found) if name is None]
    for start in range(0, len(missing), 500):
        block = missing[start : start + 500]
        likeness = (features[block] @ pool).tocsr()
        for row, number in enumerate(block):
            own = slice(likeness.indptr[row], likeness.indptr[row + 1])
            near = np.argsort(-likeness.data[own], kind="stable")[:NEIGHBOURS]
            votes: defaultdict[str | None, float] = defaultdict(float)
            for index in near:
                votes[found[known[likeness.indices[own][index]]]] += float(likeness.data[own][index])
            complete[number] = max(votes, key=votes.__getitem__) if votes else None
    return complete
