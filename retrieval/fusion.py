"""One order out of several: how strongly each list, and each score, speaks for a row.

Knows neither vectors nor words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""


def reciprocal_rank(lists: Sequence[Rows], weights: Sequence[float]) -> tuple[Rows, Scores]:
    """Rows of all lists (each best first), best first, with scores in [0, 1]: 1 is first in every list."""
    rows = np.unique(np.concatenate(lists)) if lists else np.empty(0, np.int64)
    total = np.zeros(len(rows))
    for found, weight in zip(lists, weights, strict=True):
        total[np.searchsorted(rows, found)] += (
            weight * (RANK_CONSTANT + 1) / (RANK_CONSTANT + 1 + np.arange(len(found)))
        )
    return ordered(rows, (total / sum(weights) if len(rows) else total).astype(np.float32))


def weighted(scores: Sequence[Scores], weights: Sequence[float]) -> Scores:
    """The weighted mean of scores that are in [0, 1] already."""
    mean: Scores = (np.average(np.stack(scores), axis=0, weights=weights)).astype(np.float32)
    return mean


def ordered(rows: Rows, scores: Scores) -> tuple[Rows, Scores]:
    """Both by falling score; equal scores by rising row, so that an order never depends on chance."""
    order = np.lexsort((rows, -scores))
    return rows[order], scores[order]
