"""First screens as wholes: what a model that shows others would have earned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from data.conversations.sessions import ShownProduct
from learning.replay import Answer
from learning.screens import Context
from learning.slates import earned_by_screen, slates
from tests.learning.shoppers import BEGAN, products_list

BEST = [f"p{n}" for n in range(8)]
SWAPS = [[0, 1], [0, 6], [2, 4], [3, 7]]
LIKED = {"p6": 0.9, "p1": 0.5, "p0": 0.2}
"""By product, the chance that it is taken; a tenth of the others."""


def shown(number: int, swap: list[int] | None, taken: frozenset[str], **changed: Any) -> Context:
    order = list(BEST)
    if swap is not None:
        one, other = swap
        order[one], order[other] = order[other], order[one]
    policy = {"exploration": 0.2, "swaps": SWAPS, "further": BEST[5:], "role": "current"}
    own = products_list(f"list-{number}", BEGAN, order[:5], best=BEST[:5] if swap else [], policy=policy)
    context = Context(number, f"s-{number}", own, taken)
    return replace(context, shown=replace(own, **changed)) if changed else context


def log(number: int, seed: int) -> list[Context]:
    """Screens of which one in five was left to chance."""
    random = np.random.default_rng(seed)
    found = []
    for n in range(number):
        swap = SWAPS[random.integers(len(SWAPS))] if random.random() < 0.2 else None
        ids = [product.id for product in shown(n, swap, frozenset()).shown.products]
        found.append(shown(n, swap, frozenset(id for id in ids if random.random() < LIKED.get(id, 0.1))))
    return found


def worth(ids: list[str]) -> float:
    return float(np.mean([LIKED.get(id, 0.1) for id in ids]))


@pytest.mark.parametrize("wanted", [BEST[:5], ["p6", "p1", "p2", "p3", "p4"], ["p6", "p0", "p4", "p7", "p2"]])
def test_a_screen_earns_what_its_products_do_also_one_that_was_never_shown(wanted: list[str]) -> None:
    held = 0
    for seed in range(40):
        asked = log(400, seed)
        found = earned_by_screen(slates(asked), [Answer(wanted)] * len(asked))
        assert found is not None
        held += found.low <= worth(wanted) <= found.high

    assert held >= 36


def test_what_no_screen_could_have_shown_may_earn_anything() -> None:
    asked = log(300, 1)
    found = earned_by_screen(slates(asked), [Answer(["new-1", "new-2", "new-3", "new-4", "new-5"])] * len(asked))

    assert found is not None
    assert (found.low, found.high) == (0.0, 1.0)


def test_a_screen_of_which_nothing_was_left_to_chance_speaks_for_itself_alone() -> None:
    policy = {"exploration": 0.2, "swaps": [], "further": []}
    asked = [shown(n, None, frozenset({"p0"}), policy=policy) for n in range(50)]
    own = slates(asked)
    same = earned_by_screen(own, [Answer(BEST[:5])] * 50)

    assert same is not None
    assert same.mean == pytest.approx(0.2)
    assert [one.weight(BEST[:5]) for one in own] == pytest.approx([1.0] * 50)
    assert {one.weight(["x1", "x2", "x3", "x4", "x5"]) for one in own} == {0.0}


@pytest.mark.parametrize(
    "changed",
    [
        {"policy": {"exploration": 0.2}},  # of before swaps were logged
        {"policy": {"exploration": 0.0, "swaps": [], "further": []}},
        {"request": {"query": "mouse", "offset": 5}},
        {"products": [ShownProduct("p0", 0, 1.0, None)]},
    ],
)
def test_what_is_no_first_screen_of_a_policy_that_explores_stays_out(changed: dict[str, Any]) -> None:
    asked = [shown(0, None, frozenset(), **changed), replace(shown(1, None, frozenset()), by_chance=False)]

    assert slates(asked) == []
    assert earned_by_screen([], []) is None
