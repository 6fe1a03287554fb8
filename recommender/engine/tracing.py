"""How an answer came to be chosen, as the log keeps it (`recommender.protocol.traces`)."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.candidates import RankingRequest
from recommender.protocol.recommend import ChosenQuestion, RankedAttribute, RankedProduct, RecommendRequest
from recommender.protocol.traces import AttributeTrace, ListTrace, Policy, QuestionTrace


def list_trace(
    policy: Policy,
    request: RecommendRequest,
    asked: RankingRequest,
    purpose: str | None,
    products: Sequence[RankedProduct],
    attributes: Sequence[RankedAttribute],
) -> ListTrace:
    """Of a list that is the only one the policy shows."""
    known = {candidate.name: candidate.statistics for candidate in asked.candidates}
    return ListTrace(
        category=asked.category,
        purpose=purpose,
        policy=policy,
        request=request.model_dump(mode="json", exclude_defaults=True, exclude={"unit", "otherwise"}),
        propensity=1.0,
        propensities=[1.0] * len(products),
        attributes=[
            AttributeTrace(name=one.name, coverage=z.coverage, split=z.split, narrowing=z.narrowing)
            for one in attributes
            if (z := known.get(one.name)) is not None
        ],
    )


def question_trace(
    policy: Policy, asked: RankingRequest, purpose: str | None, question: ChosenQuestion | None
) -> QuestionTrace | None:
    """Of a question that is the only one the policy asks."""
    if question is None:
        return None
    return QuestionTrace(category=asked.category, purpose=purpose, policy=policy, propensity=1.0)
