"""What products learn of their type from those most like them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.preprocessing import normalize

COUNT = 20
MOST_POOLED = 20_000
"""In a larger catalog, neighbours are looked for among so many products of it: time grows with its size only."""
BLOCK = 500
CLOSE = 3
"""Power of the likeness: what a neighbour counts falls fast with its distance."""
ROUNDS = 3
FROM_NEIGHBOURS, UNNAMED = 0.5, 0.5
"""What neighbours say against the product's own text; again less where the text does not have the phrase at all."""
DOUBT, LEAST_SAID = 0.5, 0.01
"""Merits below `DOUBT` leave a product open to its neighbours; evidence below `LEAST_SAID` is not handed on."""
Matrix = Any
"""A scipy.sparse matrix (scipy has no types)."""


def near(features: Matrix) -> Matrix:
    """Products x products: what each of the nearest neighbours of a product counts, 1 together, 0 for itself.

    `features` has a row for each product, of length 1.
    """
    count = features.shape[0]
    features = features.astype(np.float32)
    pool = np.arange(count)
    if count > MOST_POOLED:
        pool = np.sort(np.random.default_rng(0).choice(count, MOST_POOLED, replace=False))
    places = {int(product): place for place, product in enumerate(pool)}
    pooled = features[pool].T.tocsc()
    wanted = min(COUNT, len(pool) - 1)
    if wanted < 1:
        return sp.csr_matrix((count, count))
    columns, weights = np.zeros((count, wanted), dtype=int), np.zeros((count, wanted))
    for start in range(0, count, BLOCK):
        likeness = (features[start : start + BLOCK] @ pooled).toarray()
        for row in range(len(likeness)):
            if (place := places.get(start + row)) is not None:
                likeness[row, place] = 0.0
        nearest = np.argpartition(-likeness, wanted - 1, axis=1)[:, :wanted]
        columns[start : start + BLOCK] = pool[nearest]
        weights[start : start + BLOCK] = np.take_along_axis(likeness, nearest, axis=1) ** CLOSE
    rows = np.repeat(np.arange(count), wanted)
    return normalize(sp.csr_matrix((weights.ravel(), (rows, columns.ravel())), shape=(count, count)), norm="l1")


def agreed(merits: Matrix, neighbours: Matrix) -> Matrix:
    """Products x phrases: how much speaks for each phrase, by the product's text and by what its neighbours took.

    `merits` says how well a phrase that the product's text has names it; `neighbours` comes of `near`. Evidence is
    handed on from neighbour to neighbour, by label propagation (Zhu and Ghahramani 2002).
    """
    texts = sp.diags(1 / (DOUBT + np.asarray(merits.sum(axis=1)).ravel())) @ merits
    has = sp.csr_matrix(merits > 0, dtype=np.float64)
    said, taken = texts, texts
    for _ in range(ROUNDS):
        heard = neighbours @ taken
        within = heard.multiply(has)
        said = sp.csr_matrix(texts + FROM_NEIGHBOURS * (UNNAMED * heard + (1 - UNNAMED) * within))
        taken = said.copy()
        taken.data[taken.data < LEAST_SAID] = 0.0
        taken.eliminate_zeros()
        strongest = np.asarray(taken.max(axis=1).todense()).ravel()
        taken.data **= 2
        taken = sp.diags(np.minimum(1.0, strongest / (strongest + 0.2))) @ normalize(taken, norm="l1")
    return said


def likeness_within(groups: Matrix, features: Matrix) -> Any:
    """How like each other two products of a group are on average; of one alone, 1. `groups` x products, of ones."""
    sizes = np.asarray(groups.sum(axis=1)).ravel()
    sums = sp.csr_matrix(groups @ features)
    squares = np.asarray(sums.multiply(sums).sum(axis=1)).ravel()
    pairs = sizes * (sizes - 1)
    return np.where(pairs > 0, (squares - sizes) / np.maximum(1, pairs), 1.0)
