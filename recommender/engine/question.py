"""Which question to ask next, if any pays: what matters to this shopper, times how useful its answer would be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from data.catalog.products import CATEGORY
from ranker.candidates import AttributeCandidate, AttributeRanker, Floats, RankingRequest
from ranker.experienced import Experienced
from recommender.engine.exploration import BEST, MOST_QUESTIONS, Draw, questions
from recommender.protocol.recommend import USE, ChosenQuestion, FacetValue, RankedAttribute
from recommender.protocol.traces import CandidateQuestion

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


def worth_asking(
    total: int,
    candidates: Sequence[AttributeCandidate],
    weights: Floats,
    useful: Floats,
    open_: Collection[str],
    *,
    needed: bool = False,
) -> list[CandidateQuestion]:
    """The questions by falling utility, without propensities; none if `total` products are few, or no answer would
    change the first page.

    `weights` say how much each candidate matters, `useful` the logarithm of what its answer is worth to anybody;
    `open_` names what may be asked. `needed`: the request speaks of a need.
    """
    if total <= FEW_PRODUCTS:
        return []
    found = []
    most, power = float(weights.max(initial=0.0)), NEEDED if needed else IMPORTANCE
    for candidate, weight, worth in zip(candidates, weights, useful, strict=True):
        if candidate.name not in open_ or candidate.statistics.narrowing < LEAST_NARROWING:
            continue
        # Everything else depends on what kind of product it is to be.
        matters = 1.0 if candidate.name == CATEGORY else float(weight) / most
        utility = round(matters**power * float(np.exp(worth)), 6)
        found.append(CandidateQuestion(attribute=candidate.name, weight=float(weight), utility=utility, propensity=0))
    return sorted(found, key=lambda question: -question.utility)


def chosen(near: Sequence[CandidateQuestion], draw: Draw) -> tuple[ChosenQuestion | None, list[CandidateQuestion]]:
    """The question to ask of those by falling utility, and all that were weighed with their propensities. What kind of
    product it is to be is not left to chance: everything else would be asked too soon."""
    one, weighed = questions(near, BEST if near and near[0].attribute == CATEGORY else draw)
    return (ChosenQuestion(attribute=one.attribute, utility=one.utility) if one else None), weighed


def about_use(
    near: Sequence[CandidateQuestion], answers: Sequence[FacetValue]
) -> tuple[ChosenQuestion, list[CandidateQuestion]] | None:
    """The question what the product is to be for, and all that were weighed; None without answers, or if what kind of
    product it is to be comes first. It goes before anything else, and is not left to chance."""
    if not answers or (near and near[0].attribute == CATEGORY):
        return None
    utility = max(1.0, near[0].utility if near else 0.0)
    own = CandidateQuestion(attribute=USE, weight=0.0, utility=utility, propensity=1.0)
    return ChosenQuestion(attribute=USE, utility=utility), [own, *near[: MOST_QUESTIONS - 1]]


def decision(question: ChosenQuestion | None) -> Literal["ask", "show"]:
    """What to do: ask where a question pays."""
    return "ask" if question else "show"
