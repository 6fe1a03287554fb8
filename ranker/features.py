"""The live statistics z of an attribute as the numbers that a model reads."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from data.catalog.products import AttributeKind
from ranker.candidates import AttributeCandidate, AttributeStatistics

Features = npt.NDArray[np.float32]

_LEAST = 1e-2
_COLUMNS: dict[str, Callable[[AttributeStatistics, AttributeKind], float]] = {
    "log coverage": lambda z, _: math.log(z.coverage + _LEAST),
    "named": lambda z, _: z.named,
    "split": lambda z, _: z.split,
    "brevity": lambda z, _: z.brevity,
    "log values": lambda z, _: math.log1p(z.values),
    "numeric": lambda _, kind: kind == "numeric",
    "boolean": lambda _, kind: kind == "boolean",
}
FEATURES = tuple(_COLUMNS)
"""What the columns are. Shares come as they are and, where a factor counts more than a difference, as logarithms."""
UNSEEN = AttributeStatistics(
    coverage=1.0, named=0.0, split=0.5, entropy=1.0, narrowing=0.0, said=0.0, brevity=1.0, values=4
)
"""Of an attribute in no catalog: written knowledge has no products."""


def features(candidates: Sequence[AttributeCandidate]) -> Features:
    """One row a candidate, float32 of shape (candidates, len(FEATURES)); not standardised."""
    rows = [[column(each.statistics, each.kind) for column in _COLUMNS.values()] for each in candidates]
    return np.asarray(rows, np.float32).reshape(len(rows), len(FEATURES))
