"""How simulated shoppers look at a list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.simulator.browsing import looked
from benchmarks.simulator.shop import Kind
from benchmarks.simulator.shoppers import Crowd, Shopper
from benchmarks.simulator.tastes import Tastes
from benchmarks.simulator.worlds import DEV, World


def _shopper(kind: Kind) -> Shopper:
    return Crowd([kind], Tastes(DEV, 1)).shopper("s", 7)


def _clicks(shopper: Shopper, ids: list[str], world: World) -> np.ndarray:
    counts = np.zeros(len(ids))
    for seed in range(400):
        for place in looked(shopper, ids, world, np.random.default_rng(seed)).clicked:
            counts[place] += 1
    return counts


def test_what_stands_first_is_clicked_more_often_though_it_is_no_better(kind: Kind) -> None:
    shopper = _shopper(kind)
    same = [sorted(shopper.good)[0]] * 5

    for world in (DEV, replace(DEV, clicks="cascade", examines=0.7)):
        counts = _clicks(shopper, same, world)
        assert counts[0] > 1.5 * counts[4] > 0


def test_what_fits_is_clicked_more_often(kind: Kind) -> None:
    shopper = _shopper(kind)
    best, worst = sorted(shopper.good)[0], kind.products[int(shopper.fit.argmin())].id
    counts = _clicks(shopper, [worst, best], DEV)

    assert counts[1] > 3 * counts[0]


def test_has_found_what_is_good_enough(kind: Kind) -> None:
    shopper = _shopper(kind)
    bad = [product.id for product in kind.products if product.id not in shopper.good][:5]

    assert all(looked(shopper, bad, DEV, np.random.default_rng(seed)).found is None for seed in range(50))
    assert any(looked(shopper, sorted(shopper.good), DEV, np.random.default_rng(seed)).found == 0 for seed in range(50))
