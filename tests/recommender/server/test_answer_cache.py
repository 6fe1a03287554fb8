"""Answers from memory: the same as new ones, and gone as soon as a new one would be another."""

from __future__ import annotations

import json
import weakref
from dataclasses import replace

import numpy as np

from data.catalog.constraints import Constraint
from ranker.candidates import Ranking, RankingRequest
from ranker.rules import Rules
from ranker.rules_file import RulesFile
from ranker.statistical import StatisticsRanker
from recommender.engine.demand_signal import DemandSignal
from recommender.engine.exploration import Exploration
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.server.answer_cache import Answers

MOUSE = RecommendRequest(query="mouse", constraints=[Constraint(attribute="brand", value="Logitech")])


class Counting:
    """A ranker that counts what it is asked."""

    version = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def rank(self, request: RankingRequest) -> Ranking:
        self.asked += 1
        return replace(StatisticsRanker().rank(request), model_version=self.version)


def counting(recommender: Recommender) -> tuple[Recommender, Counting]:
    """A recommender of its own, and its ranker."""
    ranker = Counting()
    return Recommender(recommender.snapshot, ranker), ranker


def test_answers_as_the_recommender_does(recommender: Recommender) -> None:
    answers = Answers()

    first, second = (RecommendResponse.model_validate_json(answers.answer(recommender, MOUSE).body) for _ in range(2))

    own = {"query_id", "latency_ms"}
    assert second.model_dump(exclude=own) == first.model_dump(exclude=own)
    assert first.model_dump(exclude=own) == recommender.recommend(MOUSE).model_dump(exclude=own)
    assert first.query_id != second.query_id
    assert set(second.latency_ms) == {"total"}


def test_computes_each_request_once(recommender: Recommender) -> None:
    own, ranker = counting(recommender)
    answers = Answers()

    for request in (MOUSE, RecommendRequest(query="mouse"), MOUSE.model_copy(), MOUSE):
        answers.answer(own, request)

    assert ranker.asked == 2


def test_forgets_what_was_made_with_something_that_was_replaced(recommender: Recommender) -> None:
    own, ranker = counting(recommender)
    answers = Answers()
    rows = len(own.snapshot.catalog.products)
    replacements = {
        "rules": Rules(RulesFile(), own.snapshot.catalog.attributes),
        "demand": DemandSignal(np.ones(rows), {}),
        "snapshot": replace(own.snapshot, linked=own.snapshot.linked + 1),
    }

    answers.answer(own, MOUSE)
    for number, (name, value) in enumerate(replacements.items(), start=2):
        setattr(own, name, value)
        answers.answer(own, MOUSE)
        answers.answer(own, MOUSE)
        assert ranker.asked == number, name


def test_shows_the_order_of_a_ranker_that_was_made_current(recommender: Recommender) -> None:
    own, _ = counting(recommender)
    answers = Answers()
    before = json.loads(answers.answer(own, MOUSE).body)

    own.ranker = StatisticsRanker()

    assert before["model_version"] == "counting"
    assert json.loads(answers.answer(own, MOUSE).body)["model_version"] == StatisticsRanker.version


def test_does_not_keep_the_answer_of_a_ranker_that_failed(recommender: Recommender) -> None:
    own, ranker = counting(recommender)
    answers, well = Answers(), ranker.rank

    def fails(_request: RankingRequest) -> Ranking:
        raise RuntimeError("no memory")

    ranker.rank = fails  # type: ignore[assignment, method-assign]
    assert json.loads(answers.answer(own, MOUSE).body)["model_version"] == StatisticsRanker.version
    ranker.rank = well  # type: ignore[method-assign]
    assert json.loads(answers.answer(own, MOUSE).body)["model_version"] == "counting"


def test_keeps_no_catalog_in_memory(recommender: Recommender) -> None:
    snapshot = replace(recommender.snapshot)
    own, answers = Recommender(snapshot, StatisticsRanker()), Answers()
    answers.answer(own, MOUSE)
    watched = weakref.ref(snapshot)

    del own, snapshot

    assert watched() is None


def test_keeps_the_latest_only(recommender: Recommender) -> None:
    own, ranker = counting(recommender)
    answers = Answers(most=2)

    for query in ("mouse", "laptop", "mouse", "cable", "laptop", "mouse"):
        answers.answer(own, RecommendRequest(query=query))

    assert ranker.asked == 5  # mouse was asked in between, so laptop was dropped for the cable, and mouse for laptop


def test_shoppers_who_draw_the_best_share_an_answer(recommender: Recommender) -> None:
    own, ranker = counting(recommender)
    own.exploration = Exploration(0.1, list_share=0.5)
    answers = Answers()
    mice = RecommendRequest(query="mouse", limit=10)

    given = [
        RecommendResponse.model_validate_json(answers.answer(own, mice.model_copy(update={"unit": str(unit)})).body)
        for unit in range(60)
    ]

    assert ranker.asked < 30
    traces = [one.trace for one in given if one.trace]
    assert {trace.policy.explored for trace in traces} == {True, False}
    assert {trace.propensity for trace in traces if not trace.policy.explored} == {0.9}
    again = RecommendResponse.model_validate_json(answers.answer(own, mice).body)
    assert again.trace is not None
    assert again.trace.propensity == 1.0  # who is nobody is not in what is drawn
    assert not any("unit" in trace.request for trace in traces)


def test_what_is_asked_otherwise_is_for_the_same_shopper(recommender: Recommender) -> None:
    own, _ = counting(recommender)
    nothing = Constraint(attribute="price", op="lte", value=0.01)
    asked = RecommendRequest(
        query="mouse", constraints=[nothing], arm="holdout", unit="u", otherwise=RecommendRequest(query="mouse")
    )

    answer = RecommendResponse.model_validate_json(Answers().answer(own, asked).body)

    assert answer.is_otherwise
    assert answer.trace is not None
    assert (answer.trace.policy.arm, answer.model_version) == ("holdout", StatisticsRanker.version)
