"""Requests put otherwise, before rankers that read letters, or nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ranker.candidates import Ranking, RankingRequest, ranking
from ranker.evaluation.baselines import Statistic
from ranker.evaluation.robustness import robustness
from tests.ranker.requests import LABELS, examples


class Reading:
    """Weighs what the request names; after "don't" it weighs nothing that is named."""

    version = "reading"

    def rank(self, request: RankingRequest) -> Ranking:
        """Weighs the candidates."""
        query = request.query.lower()
        refused = query.partition("don't")[2]
        named = [c.label.lower() in query and c.label.lower() not in refused for c in request.candidates]
        return ranking({"named": np.asarray([5.0 * own + place / 100 for place, own in enumerate(named)])}, "reading")


def test_a_ranker_that_reads_no_request_never_changes_and_refuses_nothing() -> None:
    found = robustness(Statistic("blind", lambda c: float(len(c.label))), examples(40, "held out"))

    assert found["one typo: rank correlation"].mean == pytest.approx(1)
    assert found["an attribute that is refused: its weight falls"].mean == 0


def test_a_ranker_that_reads_knows_two_needs_a_refusal_and_another_saying() -> None:
    some = [replace(example, query=example.query.rpartition(" ")[0]) for example in examples(60, "held out")]
    found = robustness(Reading(), some)

    assert found["other case: rank correlation"].mean == pytest.approx(1)
    assert found["two needs in one request: nDCG@5"].mean == pytest.approx(1)
    assert found["an attribute that is refused: its weight falls"].mean == 1
    assert found["another saying of the need: rank correlation"].mean == pytest.approx(1)
    assert found["one typo: rank correlation"].mean < 1


def test_what_nothing_can_be_said_of_is_left_out() -> None:
    found = robustness(Reading(), examples(len(LABELS), "held out", source="plain"))

    assert not any("need" in name for name in found)
