"""Simulated shoppers against the real engine: what they are asked, what they know, where their product stood."""

from __future__ import annotations

import pytest

from ranker.candidates import Ranking, RankingRequest
from ranker.queries import Shopper, sampled_shoppers
from ranker.statistical import StatisticsRanker
from recommender.engine.recommender import Recommender
from recommender.simulation.drilldown import MOST_QUESTIONS, DrillDown


def quietly(_done: int, _total: int) -> None:
    """No bar."""


class Counting(StatisticsRanker):
    """Ranks as statistics do, and says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        self.asked += 1
        return super().rank(request)


def test_a_product_that_is_shown_at_once_takes_no_question(recommender: Recommender) -> None:
    first = recommender.snapshot.catalog.products[0]
    (play,) = DrillDown(recommender).plays(StatisticsRanker(), [Shopper(first.title, first.id)], quietly)

    assert play.questions == 0
    assert 1 / 5 <= play.reciprocal <= 1


def test_asks_until_the_product_is_on_the_first_screen(recommender: Recommender) -> None:
    shoppers = list(sampled_shoppers(recommender.snapshot.catalog, 30))
    plays = DrillDown(recommender).plays(StatisticsRanker(), shoppers, quietly)

    assert [play.target for play in plays] == [shopper.target for shopper in shoppers]
    assert all(0 <= play.questions <= MOST_QUESTIONS for play in plays)
    assert all((play.reciprocal >= 1 / 5) == (play.questions == 0) for play in plays)
    assert plays == DrillDown(recommender).plays(StatisticsRanker(), shoppers, quietly)


def test_the_ranker_that_served_is_put_back(recommender: Recommender) -> None:
    before, counting = recommender.ranker, Counting()
    DrillDown(recommender).plays(counting, list(sampled_shoppers(recommender.snapshot.catalog, 3)), quietly)

    assert recommender.ranker is before
    assert counting.asked >= 3


def test_a_failing_progress_leaves_the_ranker_too(recommender: Recommender) -> None:
    before = recommender.ranker

    def fail(_done: int, _total: int) -> None:
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        DrillDown(recommender).plays(Counting(), list(sampled_shoppers(recommender.snapshot.catalog, 1)), fail)
    assert recommender.ranker is before
