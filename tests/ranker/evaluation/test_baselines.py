"""Baselines at their edges: nothing to weigh, nothing to learn from, nothing held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranker.candidates import RankingRequest, Vectors
from ranker.errors import ExamplesInvalid
from ranker.evaluation.baselines import LambdaMart, LearnedPrior, Statistic, ZeroShot, statistics
from ranker.evaluation.report import Systems, evaluate
from tests.ranker.requests import candidate, examples, request


def axes(texts: Sequence[str]) -> Vectors:
    return np.asarray([["red" in text.lower(), "weight" in text.lower()] for text in texts], np.float32)


def test_weights_are_in_proportion_to_the_statistic() -> None:
    pair = (candidate("Colour", coverage=0.6, split=0.5), candidate("Weight", coverage=0.2, split=0.5))
    by_name = {baseline.version: baseline.rank(request(*pair)).weights for baseline in statistics()}

    assert by_name["coverage"] == pytest.approx([0.75, 0.25])
    # 0.5 × 0.6 = 0.3 and 0.5 × 0.2 = 0.1
    assert by_name["Gini × coverage"] == pytest.approx([0.75, 0.25])


def test_zero_shot_is_the_softmax_of_the_cosines() -> None:
    pair = (candidate("Colour"), candidate("Weight"))
    found = ZeroShot(axes).rank(RankingRequest("weight", None, pair)).weights

    # The query is one with "Weight", and has nothing of "Colour": e^0 and e^1.
    assert found == pytest.approx(np.asarray([1, np.e]) / (1 + np.e))
    assert len(ZeroShot(axes).rank(request(query="red")).weights) == 0


def test_a_label_is_worth_its_mean_grade_drawn_to_the_mean_of_all() -> None:
    some = examples(30)
    grades = np.asarray([example.relevance for example in some])
    weights = LearnedPrior(some).rank(request(*some[0].candidates)).weights

    # The mean of all counts as five requests more.
    expected = (grades.sum(axis=0) + 5 * grades.mean()) / 35
    assert weights == pytest.approx(expected / expected.sum(), rel=1e-5)


def test_trees_need_examples_of_both_splits() -> None:
    for train, dev in ((examples(20), []), ([], examples(5, "dev"))):
        with pytest.raises(ExamplesInvalid, match="train and dev"):
            LambdaMart("trees", ["coverage"], train, dev)


def test_refuses_to_evaluate_where_nothing_is_held_out() -> None:
    ranker = Statistic("ours", lambda c: c.statistics.named)

    with pytest.raises(ExamplesInvalid, match="nothing is held out"):
        evaluate(Systems([ranker], axes), ranker, examples(10))


def test_refuses_systems_of_one_name() -> None:
    ranker = Statistic("ours", lambda c: c.statistics.named)

    with pytest.raises(ValueError, match="versions of their own"):
        evaluate(Systems([ranker, ranker], axes), ranker, examples(10, "types"))
    with pytest.raises(ValueError, match="versions of their own"):
        evaluate(Systems([], axes), ranker, examples(10, "types"))


def test_ours_alone_is_compared_with_nothing() -> None:
    ranker = Statistic("ours", lambda c: c.statistics.narrowing)

    assert evaluate(Systems([ranker], axes), ranker, examples(10, "types")).comparisons == []
