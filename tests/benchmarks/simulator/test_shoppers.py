"""One simulated shopper: what she answers, and what is good enough for her."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.simulator.shop import Kind
from benchmarks.simulator.shoppers import FEWEST_GOOD, Crowd, Shopper
from benchmarks.simulator.tastes import Tastes
from benchmarks.simulator.worlds import DEV


@pytest.fixture
def shopper(kind: Kind) -> Shopper:
    """Somebody who wants red and knows it."""
    drawn = Crowd([kind], Tastes(DEV, 1)).shopper("s", 7)
    place = [trait.name for trait in kind.traits].index("colour")
    effects = drawn.effects.copy()
    effects[place] = np.where(kind.having("colour", "Red"), 1.0, -0.5)
    decides = np.full(len(kind.traits), 1 / len(kind.traits))
    return replace(drawn, effects=effects, decides=decides, knows=np.ones(len(decides), np.bool_), lies=0.0)


def test_is_the_same_for_the_same_seed(kind: Kind) -> None:
    crowd = Crowd([kind], Tastes(DEV, 1))

    assert np.array_equal(crowd.shopper("a", 3).utility, crowd.shopper("b", 3).utility)
    assert not np.allclose(crowd.shopper("a", 3).utility, crowd.shopper("a", 4).utility)


def test_likes_a_few_products_enough_and_says_how_well_each_fits(shopper: Shopper) -> None:
    assert len(shopper.good) == FEWEST_GOOD
    assert max(shopper.fit_of(id) for id in shopper.good) == 1
    assert shopper.fit_of("another-type") == 0
    assert min(shopper.fit) == 0


def test_taps_the_value_she_wants(shopper: Shopper) -> None:
    assert shopper.answer("colour", ["Black", "Red", "White"]).value == "Red"
    assert shopper.answer("colour", ["Black", "White"]).value is None, "none that she wants"
    assert shopper.answer("what-for", ["reading"]).value is None


def test_says_nothing_of_what_she_does_not_know_or_care_about(shopper: Shopper) -> None:
    none = np.zeros(len(shopper.decides))
    assert replace(shopper, knows=none.astype(np.bool_)).answer("colour", ["Red"]).value is None
    assert replace(shopper, decides=none).answer("colour", ["Red"]).value is None
    assert replace(shopper, decides=none).wish(np.random.default_rng(0)) is None


def test_lies_sometimes_and_always_the_same_to_the_same_question(shopper: Shopper) -> None:
    liar = replace(shopper, lies=1.0)
    first = liar.answer("colour", ["Black", "Red", "White"])

    assert not first.is_true
    assert first == liar.answer("colour", ["Black", "Red", "White"])
