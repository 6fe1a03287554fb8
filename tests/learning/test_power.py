"""How many shoppers it takes."""

from __future__ import annotations

import numpy as np
import pytest

from learning.power import LEAST, power_of


def test_as_many_as_it_needs_see_the_effect_as_often_as_they_should() -> None:
    random = np.random.default_rng(0)
    pilot = random.normal(0.0, 0.4, 2000)
    power = power_of(pilot, np.arange(2000), 0.05, error=0.05, power=0.8)
    seen = 0
    for _ in range(400):
        gains = random.normal(0.05, 0.4, power.needed)
        seen += gains.mean() / (gains.std(ddof=1) / np.sqrt(power.needed)) > 1.645

    assert power.enough
    assert seen / 400 == pytest.approx(0.8, abs=0.06)


def test_too_few_say_about_how_many_are_missing() -> None:
    power = power_of(np.random.default_rng(0).normal(0, 0.4, 100), np.arange(100), 0.05, error=0.01, power=0.8)

    assert not power.enough
    assert power.missing(200) == pytest.approx(2 * (power.needed - 100), rel=0.01)


@pytest.mark.parametrize("number", [0, 1, LEAST - 1])
def test_next_to_nothing_is_never_enough(number: int) -> None:
    power = power_of(np.zeros(number), np.arange(number), 0.05, error=0.01, power=0.8)

    assert not power.enough
    assert power.missing(0) > 0
