"""Which question to ask next, if any pays: what matters to this shopper, times how useful its answer would be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from data.catalog.products import CATEGORY
from ranker.candidates import AttributeCandidate, AttributeRanker, Floats, RankingRequest
from ranker.experienced import Experienced
from recommender.protocol.recommend import USE, ChosenQuestion, FacetValue, RankedAttribute

FEW_PRODUCTS = 5
"""So many a shopper compares at a glance; a question would only be in the way."""
LEAST_NARROWING = 0.02
"""An answer that is expected to move less than one product in fifty changes nothing on the first page."""
IMPORTANCE = 0.15
"""Power of an attribute's weight, against the weightiest, beside what its answer narrows. On 300 drill-downs of real
queries for a product in mind, up to 0.25 costs next to nothing: with 1, a quarter of a question more is asked."""
NEEDED = 2.5
"""The same where the request speaks of a need: then what matters goes before what narrows."""


def askable(attributes: Sequence[RankedAttribute], closed: Collection[str]) -> set[str]:
    """The attributes that have answers to tap, and are not `closed`. One answer is enough: others may not state it."""
    return {attribute.name for attribute in attributes if attribute.values} - set(closed)


def answerable(ranker: AttributeRanker, request: RankingRequest) -> Floats:
    """The logarithm of the chance that a shopper can answer a question about each candidate, as far as conversations
    taught the ranker, (candidates,)."""
    if not isinstance(ranker, Experienced):
        return np.zeros(len(request.candidates))
    return np.log(ranker.answerable(request))


def chosen(
    total: int,
    candidates: Sequence[AttributeCandidate],
    weights: Floats,
    useful: Floats,
    open_: Collection[str],
    *,
    needed: bool = False,
) -> ChosenQuestion | None:
    """The question of the highest utility; None if `total` products are few, or no answer would change the first page.

    `weights` say how much each candidate matters, `useful` the logarithm of what its answer is worth to anybody;
    `open_` names what may be asked. `needed`: the request speaks of a need.
    """
    if total <= FEW_PRODUCTS:
        return None
    best: ChosenQuestion | None = None
    most, power = float(weights.max(initial=0.0)), NEEDED if needed else IMPORTANCE
    for candidate, weight, worth in zip(candidates, weights, useful, strict=True):
        if candidate.name not in open_ or candidate.statistics.narrowing < LEAST_NARROWING:
            continue
        # Everything else depends on what kind of product it is to be.
        matters = 1.0 if candidate.name == CATEGORY else float(weight) / most
        utility = round(matters**power * float(np.exp(worth)), 6)
        if best is None or utility > best.utility:
            best = ChosenQuestion(attribute=candidate.name, utility=utility)
    return best


def about_use(best: ChosenQuestion | None, answers: Sequence[FacetValue]) -> ChosenQuestion | None:
    """What the product is to be for, if there are answers: asked before anything but what kind of product it is."""
    if not answers or (best and best.attribute == CATEGORY):
        return best
    return ChosenQuestion(attribute=USE, utility=max(1.0, best.utility if best else 0.0))


def decision(question: ChosenQuestion | None) -> Literal["ask", "show"]:
    """What to do: ask where a question pays."""
    return "ask" if question else "show"
