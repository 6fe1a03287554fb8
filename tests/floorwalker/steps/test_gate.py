"""May it serve? By figures that are made up, each measure failing alone."""

from __future__ import annotations

import pytest

from floorwalker.steps.gate import judged
from ranker.evaluation.metrics import Interval
from ranker.evaluation.report import Report, Score
from recommender.simulation.drilldown import Play


def report(ours: float, serving: float, statistics: float = 0.3) -> Report:
    def score(system: str, mean: float) -> Score:
        return Score(system, "needs", {"ndcg@5": Interval(mean, mean, mean)}, None, 0.0, 0.0, 0.0)

    scores = [score("ours", ours), score("general", serving), score("statistics-1", statistics)]
    return Report("ours", {"needs": 40}, scores, [], [])


def plays(questions: int = 1, reciprocal: float = 0.5) -> list[Play]:
    return [Play(str(number), questions + number % 2, reciprocal) for number in range(40)]


@pytest.mark.parametrize(
    ("found", "own", "failed"),
    [
        (report(0.8, 0.8), plays(), None),
        (report(0.8, 0.7), plays(0, 0.6), None),
        (report(0.7, 0.8), plays(), "nDCG@5 of needs"),
        (report(0.3, 0.3), plays(), "nDCG@5 of needs"),
        (report(0.8, 0.7), plays(questions=2), "questions a drill-down"),
        (report(0.8, 0.7), plays(reciprocal=0.4), "mean reciprocal rank"),
    ],
)
def test_passes_on_all_three_together(found: Report, own: list[Play], failed: str | None) -> None:
    verdict = judged(found, "general", "statistics-1", own, plays())
    broken = [line for line in verdict.lines if line.startswith("fails")]

    assert verdict.passes == (failed is None)
    assert len(broken) == (failed is not None)
    assert all(str(failed) in line for line in broken)
    assert verdict.figures["needs ndcg@5"] == found.primary("ours")["needs"].mean


def test_a_loss_that_luck_explains_is_none() -> None:
    unlucky = [Play(play.target, play.questions + (play.target == "3"), play.reciprocal) for play in plays()]

    assert judged(report(0.8, 0.8), "general", "statistics-1", unlucky, plays()).passes
