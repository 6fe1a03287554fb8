"""Figures of shoppers who were played twice."""

from __future__ import annotations

import pytest

from benchmarks.experiments.figures import Figures, changes
from benchmarks.simulator.shopping import MOST_QUESTIONS, Result

BEFORE = [Result(2, 0.5, 0.6), Result(4, 0.4, 0.5), Result(MOST_QUESTIONS, 0.3, 0.3)] * 20
AFTER = [Result(0, 0.8, 0.8), Result(3, 0.5, 0.6), Result(MOST_QUESTIONS, 0.5, 0.5)] * 20


def test_counts_questions_and_those_who_found_nothing() -> None:
    figures = Figures.of(BEFORE)

    assert figures.questions == pytest.approx(11 / 3)
    assert figures.fit == pytest.approx(0.4)
    assert figures.at_once == 0
    assert figures.never == pytest.approx(1 / 3)


def test_says_how_far_means_changed_and_how_sure_that_is() -> None:
    found = changes(BEFORE, AFTER)

    assert found["questions"].relative == pytest.approx(8 / 11 - 1)
    assert found["fit"].relative == pytest.approx(0.5)
    assert found["fit"].low < 0.5 < found["fit"].high
    assert found["fit"].low > 0, "all of them are better off"


def test_nothing_changed_is_surely_nothing() -> None:
    found = changes(BEFORE, BEFORE)["questions"]

    assert (found.relative, found.low, found.high) == (0, 0, 0)
