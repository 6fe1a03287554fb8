"""How an answer came to be chosen, as the log keeps it (`recommender.protocol.traces`)."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.candidates import RankingRequest
from recommender.engine.listing import Listing
from recommender.protocol.recommend import ChosenQuestion, RankedAttribute, RecommendRequest
from recommender.protocol.traces import AttributeTrace, CandidateQuestion, ListTrace, Policy, QuestionTrace

_UNLOGGED = {"unit", "arm", "otherwise"}
"""Of a request: for whom it is, and what was not answered."""


def list_trace(
    policy: Policy,
    request: RecommendRequest,
    asked: RankingRequest,
    purpose: str | None,
    shown: Listing,
    attributes: Sequence[RankedAttribute],
) -> ListTrace:
    """Of a page."""
    known = {candidate.name: candidate.statistics for candidate in asked.candidates}
    whole, each = shown.orders.propensities(shown.places)
    others = {} if request.offset else {"swaps": list(shown.orders.swaps), "further": list(shown.further)}
    return ListTrace(
        category=asked.category,
        purpose=purpose,
        policy=policy.model_copy(update={"explored": bool(shown.best)} | others),
        request=request.model_dump(mode="json", exclude_defaults=True, exclude=_UNLOGGED),
        propensity=whole,
        propensities=each,
        best=list(shown.best),
        attributes=[
            AttributeTrace(name=one.name, coverage=z.coverage, split=z.split, narrowing=z.narrowing)
            for one in attributes
            if (z := known.get(one.name)) is not None
        ],
    )


def question_trace(
    policy: Policy,
    asked: RankingRequest,
    purpose: str | None,
    question: ChosenQuestion | None,
    candidates: Sequence[CandidateQuestion],
) -> QuestionTrace | None:
    """Of a question among those that could be asked, by falling utility."""
    if question is None:
        return None
    own = next(one for one in candidates if one.attribute == question.attribute)
    return QuestionTrace(
        category=asked.category,
        purpose=purpose,
        policy=policy.model_copy(update={"explored": own is not candidates[0]}),
        propensity=own.propensity,
        candidates=list(candidates),
    )
