"""Who may serve: by numbers that are made up."""

from __future__ import annotations

import numpy as np
import pytest

from learning.estimators import Estimate
from learning.gate import Candidate, Gain, Rules, decide

SHOPPERS = 600


def candidate(name: str, mean: float, *, corrected: bool = True, seed: int = 0, number: int = SHOPPERS) -> Candidate:
    values = np.random.default_rng(seed).normal(0, 0.25, number)
    return Candidate(name, Gain(values - values.mean() + mean, np.arange(number)), corrected)


def check(mean: float, off: float) -> Estimate:
    return Estimate(mean, mean - off, mean + off, 100, 0, 100)


def test_what_is_better_beyond_doubt_is_promoted() -> None:
    found = decide([candidate("better", 0.1)])

    assert found.promote
    assert found.chosen == "better"


@pytest.mark.parametrize("mean", [-0.1, 0.0, 0.01])
def test_what_may_be_luck_is_not(mean: float) -> None:
    found = decide([candidate("other", mean)])

    assert not found.promote
    assert any(line.startswith("fails: screens") for line in found.lines)


def test_too_few_shoppers_promote_nothing_and_it_says_how_many_are_missing() -> None:
    found = decide([candidate("better", 0.5, number=60)])

    assert not found.promote
    assert found.power.missing(120) > 0
    assert found.lines[0].startswith("fails: 60 shoppers are judged, too few")


def test_a_check_that_speaks_against_it_stops_it() -> None:
    own = candidate("better", 0.1)
    harmed = Candidate(own.name, own.gain, checks={"questions": check(-0.2, 0.1), "lists": check(-0.1, 0.3)})
    found = decide([harmed])

    assert not found.promote
    assert [line for line in found.lines if line.startswith("fails")] == ["fails: questions (-0.200, -0.300 to -0.100)"]


def test_raw_clicks_are_used_where_they_win() -> None:
    found = decide([candidate("experience", 0.08), candidate("raw clicks", 0.14, corrected=False, seed=1)])

    assert found.promote
    assert found.chosen == "raw clicks"
    assert any("raw clicks beat" in line for line in found.lines)


def test_raw_clicks_that_win_and_do_harm_stop_what_they_beat() -> None:
    raw = candidate("raw clicks", 0.3, corrected=False, seed=1)
    harmful = Candidate(raw.name, raw.gain, corrected=False, checks={"lists": check(-0.2, 0.1)})
    found = decide([candidate("experience", 0.1), harmful])

    assert not found.promote
    assert found.chosen == "experience"


@pytest.mark.parametrize("number", [0, 1])
def test_where_nobody_takes_anything_nothing_is_promoted_and_no_figure_is_infinite(number: int) -> None:
    nobody = Gain(np.zeros(number), np.zeros(number, np.int64))
    found = decide([Candidate("experience", nobody, beyond_reverse=nobody), Candidate("raw clicks", nobody, False)])

    assert not found.promote
    assert np.isfinite(list(found.figures.values())).all()
    assert not any("inf" in line for line in found.lines)


def test_no_candidate_is_no_error() -> None:
    assert not decide([]).promote


def test_all_looks_together_spend_no_more_than_is_allowed() -> None:
    rules = Rules()

    assert sum(3 * rules.error_of(look, 3) for look in range(1, 10_000)) <= rules.error


def test_a_worse_model_is_hardly_ever_promoted_however_often_it_is_tried() -> None:
    """Ten looks each, with three candidates that are no better, the data growing; skewed gains, some of one shopper."""
    random = np.random.default_rng(0)
    promoted = 0
    for _ in range(300):
        for look in range(1, 11):
            number = 300 * look
            shoppers = random.integers(0, number // 2, number)
            candidates = []
            for name in ("experience", "head", "raw"):
                gains = np.where(random.random(number) < 0.15, random.exponential(0.3, number) - 0.302, 0.0)
                candidates.append(Candidate(name, Gain(gains, shoppers), name != "raw"))
            if decide(candidates, look=look).promote:
                promoted += 1
                break

    assert promoted <= 3
