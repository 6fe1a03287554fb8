"""What agents say of attributes' order."""

from __future__ import annotations

import pytest

from learning.importance import MOST, told_importance
from learning.signals import Verdicts
from tests.learning.shoppers import BEGAN

WEIGHTS = {"colour": 0.6, "weight": 0.3, "brand": 0.1}


def verdict(*order: str, kind: str = "attributes", **payload: object) -> Verdicts:
    return Verdicts("s1", BEGAN, "Mouse", None, "mouse", kind, {"order": list(order)} | payload, WEIGHTS)


def test_what_agents_put_first_matters_more() -> None:
    found = told_importance([verdict("brand", "weight", "colour")] * 20, WEIGHTS)["Mouse"]

    assert found["brand"] > 0 > found["colour"]


def test_one_agent_moves_little_and_many_no_more_than_a_bound() -> None:
    one = told_importance([verdict("brand", "weight", "colour")], WEIGHTS)["Mouse"]
    many = told_importance([verdict("brand", "weight", "colour")] * 1000, WEIGHTS)["Mouse"]

    assert 0 < one["brand"] < many["brand"] <= MOST
    assert one["brand"] < many["brand"] / 3


@pytest.mark.parametrize(
    "said", [verdict("brand"), verdict("gone", "brand"), verdict("brand", "weight", kind="product"), verdict(order="x")]
)
def test_what_is_no_order_of_what_there_is_says_nothing(said: Verdicts) -> None:
    assert told_importance([said], WEIGHTS) == {}
