"""Which question to ask next, if any pays: what matters to this shopper, times how useful its answer would be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from data.catalog.products import CATEGORY
from ranker.candidates import AttributeCandidate, Floats
from recommender.protocol.recommend import ChosenQuestion

FEW_PRODUCTS = 5
"""So many a shopper compares at a glance; a question would only be in the way."""
LEAST_NARROWING = 0.02
"""An answer that is expected to move less than one product in fifty changes nothing on the first page."""
IMPORTANCE = 1.0
"""Power of an attribute's weight beside what its answer narrows."""


def chosen(
    total: int,
    candidates: Sequence[AttributeCandidate],
    weights: Floats,
    useful: Floats,
    settled: Collection[str],
) -> ChosenQuestion | None:
    """The question of the highest utility; None if `total` products are few, or no answer would change the first page.

    `weights` say how much each candidate matters, `useful` the logarithm of what its answer is worth to anybody.
    """
    if total <= FEW_PRODUCTS:
        return None
    best: ChosenQuestion | None = None
    most = float(weights.max(initial=0.0))
    for candidate, weight, worth in zip(candidates, weights, useful, strict=True):
        z = candidate.statistics
        if candidate.name in settled or z.values < 2 or z.narrowing < LEAST_NARROWING:
            continue
        # Everything else depends on what kind of product it is to be.
        matters = most if candidate.name == CATEGORY else float(weight)
        utility = round(matters**IMPORTANCE * float(np.exp(worth)), 6)
        if best is None or utility > best.utility:
            best = ChosenQuestion(attribute=candidate.name, utility=utility)
    return best


def decision(question: ChosenQuestion | None) -> Literal["ask", "show"]:
    """What to do: ask where a question pays."""
    return "ask" if question else "show"
