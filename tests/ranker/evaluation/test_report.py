"""A report on rankers whose order is known by heart: one that knows the answer, one that knows nothing."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ranker.candidates import Ranking, RankingRequest
from ranker.evaluation.baselines import Statistic
from ranker.evaluation.rendering import render
from ranker.evaluation.report import evaluate, held_out
from ranker.examples import Example, data_card
from tests.ranker.requests import examples

GUESSING = Statistic("label length", lambda c: float(len(c.label)))


class Knowing:
    """Knows what matters, and that the first value of it serves."""

    version = "ours"

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        ranking = Statistic(self.version, lambda c: c.statistics.named).rank(request)
        affinities = tuple(np.asarray([c.statistics.named, 0.0]) for c in request.candidates)
        return Ranking(ranking.weights, ranking.parts, self.version, affinities)


def quietly(_done: int, _total: int) -> None:
    """No bar."""


@pytest.fixture(scope="module")
def sets() -> dict[str, list[Example]]:
    plain = examples(20, "held out", 2, "plain")
    return held_out([*examples(40, "held out"), *plain, *examples(40, "dev", 1), *examples(60)])


def test_what_is_trained_on_is_in_no_set(sets: dict[str, list[Example]]) -> None:
    assert {name: len(found) for name, found in sets.items()} == {
        "bare names, families held out": 20,
        "needs, families held out": 40,
        "needs, families that training stops by": 40,
    }


def test_holds_ours_against_the_best_other(sets: dict[str, list[Example]]) -> None:
    report = evaluate([GUESSING, Knowing()], Knowing(), sets, quietly)

    assert all(interval.mean == pytest.approx(1) for interval in report.primary("ours").values())
    for comparison in report.comparisons:
        assert comparison.other == "label length"
        assert comparison.difference.low > 0


def test_values_are_judged_where_they_are_read(sets: dict[str, list[Example]]) -> None:
    report = evaluate([GUESSING, Knowing()], Knowing(), sets, quietly)
    scores = {score.system: score for score in report.scores}

    assert scores["label length"].values is None
    assert scores["ours"].values is not None
    assert scores["ours"].values.mean == 1
    assert scores["ours"].affinities_off == pytest.approx(0)


def test_becomes_a_page_and_json(sets: dict[str, list[Example]], tmp_path: Path) -> None:
    report = evaluate([GUESSING, Knowing()], Knowing(), sets, quietly)
    report.verdict.append("passes: it knows")
    report.ablations["without buying knowledge"] = report.primary("label length")
    render(report, data_card([example for found in sets.values() for example in found]), tmp_path)

    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    for words in ("| **ours** | 1.000", "- passes: it knows", "| without buying knowledge |", "Against the best other"):
        assert words in page
    content = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert content["report"]["requests"]["needs, families held out"] == 40
    for name in ("ndcg.png", "reliability.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
