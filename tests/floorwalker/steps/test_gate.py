"""May it serve? By figures that are made up, each measure failing alone."""

from __future__ import annotations

import pytest

from floorwalker.steps.gate import judged, kept
from ranker.evaluation.metrics import Interval
from ranker.evaluation.report import Comparison, Report, Score
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


def held(difference: float, low: float, high: float) -> Report:
    day_one = Score("day one", "needs", {"ndcg@5": Interval(0.8, 0.8, 0.8)}, None, 0.0, 0.0, 0.0)
    compared = [Comparison("needs", "day one", Interval(difference, low, high))]
    return Report("ours", {"needs": 40}, [day_one], compared, [])


@pytest.mark.parametrize(
    ("found", "own", "failed"),
    [
        (held(0.0, -0.01, 0.01), plays(), None),
        (held(-0.006, -0.007, -0.005), plays(), None),  # surely worse, by less than a hundredth
        (held(-0.02, -0.05, 0.01), plays(), None),  # perhaps by luck
        (held(-0.02, -0.03, -0.01), plays(), "nDCG@5 of needs"),
        (held(0.0, 0.0, 0.0), plays(questions=2), "questions a drill-down"),
        (held(0.0, 0.0, 0.0), plays(reciprocal=0.4), "mean reciprocal rank"),
    ],
)
def test_what_learned_from_conversations_keeps_what_day_one_could(
    found: Report, own: list[Play], failed: str | None
) -> None:
    verdict = kept(found, "day one", own, plays())
    broken = [line for line in verdict.lines if line.startswith("fails")]

    assert verdict.passes == (failed is None)
    assert len(broken) == (failed is not None)
    assert all(str(failed) in line for line in broken)
