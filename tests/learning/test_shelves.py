"""Products as a choice model sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from learning.shelves import Shelf, Shelves
from ranker.experience import Experience, Lesson
from ranker.experienced import ExperiencedRanker
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import BEGAN


@pytest.fixture(scope="module")
def shelves(recommender: Recommender) -> Shelves:
    return Shelves(recommender, recommender.ranker)


@pytest.fixture(scope="module")
def shelf(shelves: Shelves) -> Shelf:
    found = shelves.of("Mouse")
    assert found is not None
    return found


def test_values_are_as_products_state_them_and_numbers_are_ranks(shelf: Shelf) -> None:
    wireless = next(n for n, f in enumerate(shelf.features) if f.value == "Wireless")
    weight = next(n for n, f in enumerate(shelf.features) if f.attribute == "weight")

    assert shelf.values[:, wireless].tolist() == [1.0, 0.0] * 6
    assert shelf.values[:, weight] == pytest.approx(np.linspace(-1, 1, 12), abs=1e-6)


def test_brands_and_the_type_are_no_features(shelf: Shelf) -> None:
    assert not {"brand", "category"} & {feature.attribute for feature in shelf.features}


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("connectivity", "wired", [0.0, 1.0]),
        ("rechargeable", True, [1.0, 0.0]),
        ("connectivity", ["Wired", "Wireless"], [0.5, 0.5]),
        ("weight", {"min": None, "max": 60.0}, [-1.0]),
        ("weight", {"min": 60, "max": 115}, [0.0]),
        ("weight", {"attribute": "weight", "op": "gte", "value": 115}, [1.0]),
        ("price", {"attribute": "price", "op": "towards", "value": "low"}, [-0.75]),
        ("connectivity", "Infrared", None),
        ("weight", {"min": 900, "max": None}, None),
        ("weight", "heavy", None),
        ("connectivity", {"attribute": "connectivity", "op": "neq", "value": "Wired"}, None),
        ("brand", "Norvik", None),
        ("gone", 1.0, None),
    ],
)
def test_a_value_asked_for_is_in_the_shelfs_terms(
    shelf: Shelf, attribute: str, value: Any, expected: list[float] | None
) -> None:
    found = shelf.asked(attribute, value)

    assert (None if found is None else sorted(found)) == (expected and sorted(expected))


def test_types_and_products_that_are_not_here_are_told(shelves: Shelves, shelf: Shelf) -> None:
    assert shelves.of("Sofa") is None
    assert shelf.places(["mouse-0", "sofa-1"]) == [0, -1]


def test_day_one_is_the_ranker_without_its_experience(recommender: Recommender) -> None:
    taught = Experience(
        created_at=BEGAN,
        lessons=[Lesson(category="Mouse", conversations=1, values={"connectivity": {"Wired": 1.0}})],
    )
    shelves = Shelves(recommender, ExperiencedRanker(recommender.ranker, taught))

    assert shelves.ranker is recommender.ranker
    assert not shelves.day_one("Mouse", "mouse").any()
