"""A report on rankers whose order is known by heart: one that knows the answer, one that knows nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ranker.candidates import Vectors
from ranker.evaluation.baselines import LambdaMart, LearnedPrior, Statistic, ZeroShot, learned, statistics
from ranker.evaluation.fairness import fairness
from ranker.evaluation.metrics import Interval
from ranker.evaluation.rendering import render
from ranker.evaluation.report import Systems, evaluate, few_shot, robustness
from ranker.examples import Example, data_card
from ranker.features import FEATURES
from tests.ranker.requests import examples

KNOWING = Statistic("ours", lambda c: c.statistics.narrowing)
GUESSING = Statistic("label length", lambda c: float(len(c.label)))


def letters(texts: Sequence[str]) -> Vectors:
    vectors = np.asarray([[text.lower().count(letter) for letter in "abcdefgh"] for text in texts], np.float32)
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
    return unit


@pytest.fixture(scope="module")
def held_out() -> list[Example]:
    return [*examples(40, "products"), *examples(40, "types", seed=1), *examples(60, "train"), *examples(20, "dev")]


def test_holds_ours_against_the_best_other(held_out: list[Example]) -> None:
    report = evaluate(Systems([GUESSING, KNOWING], letters), KNOWING, held_out)

    assert report.requests == {"products": 40, "types": 40}
    scores = {(score.split, score.system): score.metrics["ndcg@5"].mean for score in report.scores}
    assert scores["types", "ours"] == pytest.approx(1)
    for comparison in report.comparisons:
        assert comparison.best_other == "label length"
        assert comparison.gain.mean == pytest.approx(1 / scores[comparison.split, "label length"] - 1)
        assert comparison.gain.low > 0


def test_a_relative_of_ours_is_scored_but_is_no_baseline(held_out: list[Example]) -> None:
    cousin = Statistic("cousin", lambda c: c.statistics.saving)
    report = evaluate(Systems([GUESSING, cousin, KNOWING], letters), KNOWING, held_out, relatives=["cousin"])

    assert {comparison.best_other for comparison in report.comparisons} == {"label length"}
    assert "cousin" in {score.system for score in report.scores}


def test_a_ranker_that_does_not_read_the_query_is_robust_to_anything(held_out: list[Example]) -> None:
    found = robustness(Systems([KNOWING], letters), KNOWING, held_out, {"mouse": ["rat"]})

    assert set(found) == {"one typo", "a synonym", "other case", "other word order"}
    assert all(interval.mean == pytest.approx(1) for interval in found.values())


def test_the_few_shot_curve_begins_without_examples(held_out: list[Example]) -> None:
    seen: list[int] = []

    def train(some: Sequence[Example], _seed: int) -> Statistic:
        seen.append(len({example.query for example in some}))
        return KNOWING

    curve = few_shot(Systems([], letters), train, GUESSING, held_out)

    assert sorted(set(seen)) == [8, 21]  # there are 21 queries, so 32 and 128 are all of them
    assert curve["types"][0].mean < curve["types"][1].mean == pytest.approx(1)


def test_trees_learn_what_a_statistic_says_and_the_prior_what_a_label_is_worth(held_out: list[Example]) -> None:
    train, dev = examples(200, "train", seed=2), examples(50, "dev", seed=3)
    baselines = [*statistics(), ZeroShot(letters), *learned(train, dev)]
    report = evaluate(Systems([*baselines, GUESSING], letters), GUESSING, held_out)

    scores = {score.system: score.metrics["ndcg@5"].mean for score in report.scores if score.split == "types"}
    assert scores["LambdaMART, all our statistics"] > 0.9 > scores["LambdaMART, classic statistics"]
    assert len(scores) == 10


def test_trees_are_the_same_at_every_run() -> None:
    train, dev = examples(60), examples(20, "dev")
    asked = Systems([], letters)
    first, again = (LambdaMart("trees", FEATURES, train, dev) for _ in range(2))

    assert (asked.weights(first, dev[0]) == asked.weights(again, dev[0])).all()


def test_an_unknown_label_is_worth_the_mean() -> None:
    prior = LearnedPrior([])

    assert Systems([], letters).weights(prior, examples(1)[0]) == pytest.approx(np.full(6, 1 / 6))


def test_counts_exposure_by_brand_and_sensitive_attributes() -> None:
    some = examples(40, "products")
    weights = [np.asarray([0.5, 0.1, 0.1, 0.1, 0.1, 0.1])] * 40
    brands = {example.target: "A" for example in some}

    found = fairness(weights, some, brands, {"colour": "A"}, {"colour"})

    discounts = 1 / np.log2(np.arange(2, 8))
    assert found["exposure of attributes that one brand alone states"] == pytest.approx(discounts[0] / discounts.sum())
    assert found["requests with a sensitive attribute first, before rules"] == 1
    assert found["brands compared"] == 1


def test_the_page_shows_what_was_measured(held_out: list[Example], tmp_path: Path) -> None:
    report = evaluate(Systems([GUESSING, KNOWING], letters), KNOWING, held_out)
    report.few_shot["types"] = [Interval(0.5, 0.4, 0.6)] * 4
    render(report, data_card(held_out), tmp_path)

    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| **ours** | 1.000 (1.000–1.000)" in page
    assert "against the best baseline, label length: +" in page
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["report"]["ours"] == "ours"
    for picture in ("ndcg.png", "few_shot.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
