"""One order out of several searches: how high each ranks a row, and how its score compares with its best.

Knows neither vectors nor words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""


@dataclass(frozen=True, slots=True)
class Search:
    """What one search says: its rows best first, and its score of every row of the union of all searches."""

    found: Rows
    scores: Scores


def union(*lists: Rows) -> Rows:
    """Every row of any list once, rising."""
    rows: Rows = np.unique(np.concatenate(lists))
    return rows


def fuse(rows: Rows, searches: Sequence[Search]) -> Scores:
    """The score of each of `rows` (the union, rising) in [0, 1]; 1 is the first of every search.

    The mean of reciprocal rank fusion, which is robust, and of scores relative to the search's best, which
    tell a clear winner from a long tie. A search that found nothing is left out.
    """
    heard = [search for search in searches if len(search.found)]
    total = np.zeros(len(rows))
    for search in heard:
        total += (reciprocal_ranks(rows, search.found) + relative(search.scores)) / 2
    return (total / max(1, len(heard))).astype(np.float32)


def reciprocal_ranks(rows: Rows, found: Rows) -> npt.NDArray[np.float64]:
    """In [0, 1] for each of `rows` (rising): 1 for the first found, 0 for one not found."""
    shares = np.zeros(len(rows))
    shares[np.searchsorted(rows, found)] = (RANK_CONSTANT + 1) / (RANK_CONSTANT + 1 + np.arange(len(found)))
    return shares


def relative(scores: Scores) -> Scores:
    """Scores as shares of the best one; nothing is below 0."""
    best = scores.max(initial=0)
    shares: Scores = np.maximum(scores, 0) / best if best > 0 else np.zeros_like(scores)
    return shares
