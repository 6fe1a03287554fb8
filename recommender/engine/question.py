"""Whether another question pays, or it is time to show what there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ranker.candidates import AttributeCandidate

FEW_PRODUCTS = 5
"""So many a shopper compares at a glance; a question would only be in the way."""
LEAST_NARROWING = 0.02
"""An answer that is expected to move less than one product in fifty changes nothing on the first page."""


def decide(total: int, open_questions: Iterable[AttributeCandidate]) -> Literal["ask", "show"]:
    """What to do with `total` products left, given the attributes that were not settled yet."""
    if total <= FEW_PRODUCTS:
        return "show"
    pays = any(
        candidate.statistics.values > 1 and candidate.statistics.narrowing >= LEAST_NARROWING
        for candidate in open_questions
    )
    return "ask" if pays else "show"
