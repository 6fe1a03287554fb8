"""Who answers whom: the current model, one on trial, two together, or statistics alone; and what chance says.

All of it follows from the request's `unit` and `arm`, so that a shopper stays with whom they got. Whatever fails in a
model on trial, the current one answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from ranker.statistical import StatisticsRanker
from recommender.engine.chance import chance
from recommender.engine.exploration import BEST, Draw, drawn
from recommender.engine.recommender import Recommender
from recommender.engine.trials import MOST_INTERLEAVED, Trial, coins_for, drafted, propensities
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.traces import ListTrace, Role


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers one request, and what is drawn; the same for two requests that get the same answer."""

    version: str
    """Of the model whose answer it is to be."""
    role: Role = "current"
    draw: Draw = BEST
    coins: tuple[bool, ...] = ()
    """Of a draft between two models."""


def assigned(recommender: Recommender, request: RecommendRequest) -> Assignment:
    """Who answers a request. Requests without a `unit` get the best of the current model."""
    if request.arm == "holdout":
        return Assignment(StatisticsRanker.version)
    current, trial = recommender.ranker.version, recommender.trial
    if trial is not None and _takes_part(trial, request.unit):
        version = trial.ranker.version
        if trial.kind == "canary":
            return Assignment(version, "canary", drawn(recommender.exploration, request, version))
        coins = _coins(trial, request) if trial.kind == "interleave" else ()
        if coins:
            return Assignment(current, "interleaved", coins=coins)
    return Assignment(current, draw=drawn(recommender.exploration, request, current))


def answer(recommender: Recommender, request: RecommendRequest, given: Assignment) -> RecommendResponse:
    """The answer of whom a request was assigned to. Raises RejectedConstraint."""
    trial = recommender.trial
    if request.arm == "holdout":
        return recommender.unassisted().recommend(request)
    if trial is not None and given.role == "canary":
        own = recommender.ranked_by(trial).recommend(request, given.draw, "canary")
        return own if own.model_version == trial.ranker.version else recommender.recommend(request)
    if trial is not None and given.role == "interleaved":
        return _interleaved(recommender, trial, request, given.coins)
    return recommender.recommend(request, given.draw)


def _takes_part(trial: Trial, unit: str) -> bool:
    return bool(unit) and chance("trial", trial.kind, trial.ranker.version, unit) < trial.share


def _coins(trial: Trial, request: RecommendRequest) -> tuple[bool, ...]:
    """What the coins say; none for a list that is not interleaved: one that is sorted is the same by any model."""
    places = request.offset + request.limit
    if places > MOST_INTERLEAVED or any(preference.sorts for preference in request.preferences):
        return ()
    matter = request.model_dump_json(include={"query", "constraints", "declined", "preferences", "group"})
    own = ("coin", trial.ranker.version, request.unit, matter)
    return tuple(chance(*own, str(round_)) < 0.5 for round_ in range(coins_for(places)))


def _interleaved(
    recommender: Recommender, trial: Trial, request: RecommendRequest, coins: tuple[bool, ...]
) -> RecommendResponse:
    """One list of two models; question, attributes and everything else are the current one's."""
    whole = request.model_copy(update={"offset": 0, "limit": request.offset + request.limit})
    theirs = recommender.ranked_by(trial).recommend(whole, role="interleaved")
    if theirs.model_version != trial.ranker.version:
        return recommender.recommend(request)
    ours = recommender.recommend(whole, role="interleaved")
    lists = {"current": ours.products, "rival": theirs.products}
    ids = [product.id for product in ours.products], [product.id for product in theirs.products]
    picks = drafted(*ids, coins, whole.limit)[request.offset :]
    shown = range(request.offset, request.offset + len(picks))
    likely, each = propensities(*ids, coins, shown)
    assert ours.trace is not None  # noqa: S101 - every answer of a recommender has one
    policy = ours.trace.policy.model_copy(update={"rival": theirs.model_version})
    own = request.model_dump(mode="json", exclude_defaults=True, include={"limit", "offset"})
    trace: ListTrace = ours.trace.model_copy(
        update={
            "policy": policy,
            "request": {name: value for name, value in ours.trace.request.items() if name != "limit"} | own,
            "propensity": likely,
            "propensities": each,
            "teams": [pick.team for pick in picks],
        }
    )
    asked = ours.question_trace.model_copy(update={"policy": policy}) if ours.question_trace else None
    products = [lists[pick.team][pick.place] for pick in picks]
    return ours.model_copy(update={"products": products, "trace": trace, "question_trace": asked})
