"""How likely places are looked at, from swaps."""

from __future__ import annotations

import numpy as np
import pytest

from learning.examination import ENOUGH, examination, usual
from learning.signals import Choice
from tests.learning.shoppers import BEGAN

BEST = tuple("abcdefgh")


def lists(number: int, chances: tuple[float, ...], share: float = 0.5, seed: int = 0) -> list[Choice]:
    """Each looked at place by place by the chances; every product is clicked by half of those who look. In `share` of
    them, chance swapped two places."""
    random = np.random.default_rng(seed)
    return [_list(n, random, chances, explored=bool(random.random() < share)) for n in range(number)]


def _list(number: int, random: np.random.Generator, chances: tuple[float, ...], *, explored: bool) -> Choice:
    shown = list(BEST)
    if explored:
        i, j = random.choice(len(shown), 2, replace=False)
        shown[i], shown[j] = shown[j], shown[i]
    clicked = random.random(len(shown)) < 0.5 * np.asarray(chances)
    return Choice(
        session=f"s{number}",
        shopper=f"s{number}",
        at=BEGAN,
        category="Mouse",
        purpose=None,
        query="",
        settled=frozenset(),
        products=tuple(shown),
        places=tuple(range(len(shown))),
        strengths=tuple(clicked.astype(float).tolist()),
        kinds=(),
        explored=explored,
        best=BEST if explored else (),
    )


def test_without_swaps_it_is_the_usual_discount() -> None:
    found = examination(lists(500, (1.0, 0.2, *[0.1] * 6), share=0.0))

    assert found == usual()
    assert found(1) == pytest.approx(0.63, abs=0.01)


def test_swaps_say_how_far_down_shoppers_look() -> None:
    steep = (1.0, 0.3, 0.15, 0.1, 0.08, 0.08, 0.08, 0.08)
    found = examination(lists(6000, steep))

    assert found.swapped >= ENOUGH
    assert found(0) == 1
    assert found(1) == pytest.approx(0.3, rel=0.25)
    assert found(3) == pytest.approx(0.1, rel=0.35)


def test_a_few_swaps_are_not_enough() -> None:
    few = lists(ENOUGH // 4, (1.0, *[0.01] * 7), share=1.0)

    assert examination(few) == usual()


def test_places_behind_the_last_known_are_as_the_last() -> None:
    assert usual()(500) == usual()(9)
