"""Who answers whom: sticky, exact, and the current model wherever another fails."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from data.catalog.constraints import Preference
from ranker.candidates import AttributeRanker, Ranking, RankingRequest
from ranker.statistical import StatisticsRanker
from ranker.trial_plan import Kind
from recommender.engine.exploration import BEST, Exploration
from recommender.engine.families import Families
from recommender.engine.needs import Needs
from recommender.engine.policies import answer, assigned
from recommender.engine.recommender import Recommender
from recommender.engine.trials import Trial
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.traces import ListTrace
from tests.recommender.leaning_ranker import LeaningRanker

QUERY = "mouse to carry on trains"
HEAVY = {"weight": (-0.9, 0.9)}


class Failing:
    """A model that never answers."""

    version = "failing"

    def rank(self, _request: RankingRequest) -> Ranking:
        raise RuntimeError("no memory")


def tried(
    recommender: Recommender, kind: Kind, ranker: AttributeRanker | None = None, share: float = 1.0
) -> Recommender:
    """A recommender of its own, with statistics current and another ranker on trial."""
    own = Recommender(recommender.snapshot)
    families = Families(own.snapshot.table, own.readings)
    ranker = ranker or LeaningRanker("trains", HEAVY)
    own.trial = Trial(kind, share, ranker, families, Needs(own.snapshot, own.readings))
    return own


def ask(recommender: Recommender, unit: str = "u", **request: Any) -> RecommendResponse:
    asked = RecommendRequest.model_validate({"query": QUERY, "unit": unit} | request)
    return answer(recommender, asked, assigned(recommender, asked))


def trace(response: RecommendResponse) -> ListTrace:
    assert response.trace is not None
    return response.trace


def ids(response: RecommendResponse) -> list[str]:
    return [product.id for product in response.products]


def test_who_is_nobody_gets_the_best_of_the_current_model(recommender: Recommender) -> None:
    own = tried(recommender, "canary")
    own.exploration = Exploration(0.5)

    assert assigned(own, RecommendRequest(query=QUERY)).draw is BEST
    assert trace(ask(own, unit="")).policy.role == "current"


def test_a_canary_answers_its_share_of_shoppers_who_stay_with_it(recommender: Recommender) -> None:
    own = tried(recommender, "canary", share=0.3)
    roles = {unit: assigned(own, RecommendRequest(query=QUERY, unit=str(unit))).role for unit in range(2000)}

    assert Counter(roles.values())["canary"] == pytest.approx(600, abs=80)
    other = {unit: assigned(own, RecommendRequest(query="laptop", unit=str(unit))).role for unit in range(2000)}
    assert other == roles
    response = ask(tried(recommender, "canary"))
    assert (trace(response).policy.model_version, trace(response).policy.role) == ("leaning", "canary")
    assert response.question_trace is not None
    assert response.question_trace.policy.role == "canary"


@pytest.mark.parametrize("kind", ["canary", "interleave"])
def test_the_current_model_answers_where_the_one_on_trial_fails(recommender: Recommender, kind: Kind) -> None:
    own = tried(recommender, kind, Failing())

    response = ask(own)

    assert ids(response) == ids(ask(own, unit=""))
    assert (trace(response).policy.role, response.model_version) == ("current", StatisticsRanker.version)


def test_a_shadow_is_shown_to_nobody(recommender: Recommender) -> None:
    assert trace(ask(tried(recommender, "shadow"))).policy.role == "current"


def test_two_models_share_a_list(recommender: Recommender) -> None:
    own = tried(recommender, "interleave")
    ours = ids(ask(own, unit="", limit=20))
    theirs = ids(own.ranked_by(own.trial).recommend(RecommendRequest(query=QUERY, limit=20))) if own.trial else []
    assert ours != theirs

    for unit in range(20):
        response = ask(own, unit=str(unit))
        told = trace(response)
        assert (told.policy.role, told.policy.rival) == ("interleaved", "leaning")
        assert len(told.teams) == len(told.propensities) == len(ids(response)) == 5
        assert abs(told.teams.count("rival") - told.teams.count("current")) <= 1
        first = {"current": ours[0], "rival": theirs[0]}
        assert ids(response)[0] == first[told.teams[0] or ""]
        more = ask(own, unit=str(unit), offset=5)
        assert not {*ids(more)} & {*ids(response)}
        assert trace(more).request["offset"] == 5
        assert ids(ask(own, unit=str(unit), limit=10)) == [*ids(response), *ids(more)]


def test_a_sorted_list_is_not_shared(recommender: Recommender) -> None:
    own = tried(recommender, "interleave")

    response = ask(own, preferences=[Preference(attribute="price", direction="low", sorts=True)])

    assert trace(response).policy.role == "current"


def test_statistics_alone_answer_the_holdout(recommender: Recommender) -> None:
    own = replace_ranker(tried(recommender, "canary"), LeaningRanker("trains", HEAVY))
    own.exploration = Exploration(0.5)

    response = ask(own, arm="holdout")

    assert response.model_version == StatisticsRanker.version
    assert response.need.leanings == []
    assert (trace(response).policy.arm, trace(response).policy.exploration) == ("holdout", 0.0)
    assert ids(response) == ids(ask(Recommender(recommender.snapshot), unit=""))
    assert ask(own, unit="").need.leanings != []


def replace_ranker(recommender: Recommender, ranker: AttributeRanker) -> Recommender:
    recommender.ranker = ranker
    return recommender


def test_a_trial_goes_on_over_changed_products(recommender: Recommender) -> None:
    own = tried(recommender, "canary")
    changed = Recommender(replace(own.snapshot, linked=own.snapshot.linked + 1))

    changed.try_out(own.trial)
    changed.learn(None)

    assert trace(ask(changed)).policy.model_version == "leaning"
    assert changed.trial is not None
    assert changed.trial.needs is not own.trial.needs if own.trial else False
