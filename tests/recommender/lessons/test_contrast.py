from __future__ import annotations

import numpy as np

from data.catalog.products import Catalog
from recommender.lessons.contrast import Contrast, Difference
from recommender.lessons.types import ListedType
from retrieval.attribute_table import Bools
from tests.recommender.lessons.bags import BRANDS, backpacks, types_of

LIGHT = np.arange(96) % 2 == 0


def compared(group: Bools, catalog: Catalog | None = None) -> tuple[ListedType, Difference]:
    catalog = catalog or backpacks()
    types = types_of(catalog)
    (listed,) = types
    brands = np.asarray([BRANDS.index(str(product.brand)) for product in catalog.products])
    return listed, Contrast(listed, types.table, np.ones(len(brands)), brands).of(group)


def place(listed: ListedType, name: str) -> int:
    return [candidate.name for candidate in listed.candidates].index(name)


def test_what_a_group_states_otherwise_decides_and_which_way() -> None:
    listed, difference = compared(LIGHT)
    weight, material = place(listed, "weight"), place(listed, "material")

    assert set(difference.deciding) >= {weight, material}
    assert difference.affinities[weight][0] > 0.5  # low
    assert difference.affinities[weight][1] == -difference.affinities[weight][0]
    assert dict(zip(listed.candidates[material].values, np.sign(difference.affinities[material]), strict=True)) == {
        "Nylon": 1,
        "Canvas": -1,
    }


def test_what_is_alike_decides_nothing() -> None:
    listed, difference = compared(LIGHT)

    assert difference.grades[place(listed, "category")] == 0
    for name in ("colour", "waterproof", "price"):
        assert not difference.grades[place(listed, name)] > 0
        assert not difference.affinities[place(listed, name)].any()


def test_a_random_group_differs_in_nothing() -> None:
    strengths = [compared(np.random.default_rng(seed).random(96) < 0.3)[1].strength for seed in range(20)]

    assert sum(strength > 0 for strength in strengths) <= 1


def test_a_brand_is_not_taken_for_what_its_products_are() -> None:
    catalog = backpacks()
    aster = np.asarray([product.brand == "Aster" for product in catalog.products])
    listed, difference = compared(aster, catalog)

    assert difference.strength == 0
    assert not any(affinity.any() for affinity in difference.affinities)


def test_a_few_products_are_not_enough_to_tell() -> None:
    listed, difference = compared(np.arange(96) < 3)

    assert np.isnan(difference.grades[place(listed, "colour")])
    assert difference.strength == 0


def test_products_that_count_less_prove_less() -> None:
    types = types_of(backpacks())
    (listed,) = types
    alike = np.zeros(96, np.int64)
    full = Contrast(listed, types.table, np.ones(96), alike).of(LIGHT)
    thin = Contrast(listed, types.table, np.full(96, 0.05), alike).of(LIGHT)

    assert full.strength > 0.8
    assert thin.strength == 0
