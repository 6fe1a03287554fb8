"""The live statistics z of an attribute as the numbers that a model reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ranker.candidates import AttributeCandidate

Features = npt.NDArray[np.float32]

FEATURES = (
    "coverage",
    "named",
    "named of stated",
    "split",
    "entropy",
    "narrowing",
    "log narrowing",
    "saving",
    "log saving",
    "saving even",
    "log saving even",
    "said",
    "brevity",
    "log values",
    "numeric",
    "boolean",
)
"""What the columns are. Shares come as they are and, where a factor counts more than a difference, as logarithms."""
_LEAST = 1e-3


def features(candidates: Sequence[AttributeCandidate]) -> Features:
    """One row a candidate, float32 of shape (candidates, len(FEATURES)); not standardised."""
    rows = []
    for candidate in candidates:
        z = candidate.statistics
        rows.append(
            (
                z.coverage,
                z.named,
                z.named / max(z.coverage, _LEAST),
                z.split,
                z.entropy,
                z.narrowing,
                np.log(z.narrowing + _LEAST),
                z.saving,
                np.log(z.saving + _LEAST),
                z.saving_even,
                np.log(z.saving_even + _LEAST),
                z.said,
                z.brevity,
                np.log1p(z.values),
                candidate.kind == "numeric",
                candidate.kind == "boolean",
            )
        )
    return np.asarray(rows, np.float32).reshape(len(rows), len(FEATURES))
