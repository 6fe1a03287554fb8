"""The live statistics z of an attribute as the numbers that a model reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from data.catalog.products import AttributeKind
from ranker.candidates import AttributeCandidate, AttributeStatistics

Features = npt.NDArray[np.float32]

_LEAST = 1e-3
_COLUMNS: dict[str, Callable[[AttributeStatistics, AttributeKind], float]] = {
    "coverage": lambda z, _: z.coverage,
    "named": lambda z, _: z.named,
    "named of stated": lambda z, _: z.named / max(z.coverage, _LEAST),
    "split": lambda z, _: z.split,
    "entropy": lambda z, _: z.entropy,
    "narrowing": lambda z, _: z.narrowing,
    "log narrowing": lambda z, _: math.log(z.narrowing + _LEAST),
    "saving": lambda z, _: z.saving,
    "log saving": lambda z, _: math.log(z.saving + _LEAST),
    "saving even": lambda z, _: z.saving_even,
    "log saving even": lambda z, _: math.log(z.saving_even + _LEAST),
    "said": lambda z, _: z.said,
    "brevity": lambda z, _: z.brevity,
    "log values": lambda z, _: math.log1p(z.values),
    "numeric": lambda _, kind: kind == "numeric",
    "boolean": lambda _, kind: kind == "boolean",
}
FEATURES = tuple(_COLUMNS)
"""What the columns are. Shares come as they are and, where a factor counts more than a difference, as logarithms."""


def features(candidates: Sequence[AttributeCandidate]) -> Features:
    """One row a candidate, float32 of shape (candidates, len(FEATURES)); not standardised."""
    rows = [[column(each.statistics, each.kind) for column in _COLUMNS.values()] for each in candidates]
    return np.asarray(rows, np.float32).reshape(len(rows), len(FEATURES))
