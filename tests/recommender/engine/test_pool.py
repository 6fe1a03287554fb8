"""Which products a constraint leaves: those of a type that cannot have it are not left."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalog.constraints import Constraint
from recommender.engine.pool import LONG_LIST, Near, Pool, lengthened
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest
from retrieval.fulfilment import Standing


def test_a_constraint_leaves_no_product_of_a_type_that_never_states_it(recommender: Recommender) -> None:
    constraint = Constraint(attribute="connectivity", value="Wireless")

    found = recommender.recommend(RecommendRequest(constraints=[constraint], limit=100))

    assert found.total == 6
    assert {product.category for product in found.products} == {"Mouse"}


def test_a_constraint_against_a_value_leaves_types_that_cannot_have_it(recommender: Recommender) -> None:
    constraint = Constraint(attribute="connectivity", op="neq", value="Wireless")

    found = recommender.recommend(RecommendRequest(constraints=[constraint], limit=100))

    assert {product.category for product in found.products} == {"Mouse", "Laptop"}


@pytest.mark.parametrize(("limit", "expected"), [(LONG_LIST - 1, [4, 2]), (LONG_LIST, [4, 2, 7, 9])])
def test_a_long_list_goes_on_with_what_contradicts_no_constraint(limit: int, expected: list[int]) -> None:
    near = Near(np.array([4, 2]), np.array([0.9, 0.8]), complete=True, further=np.array([7, 8, 9]))
    status = np.array([0, 0, 0, 0, 1, 0, 0, 1, -1, 0], np.int8)
    red = Constraint(attribute="colour", value="Red")
    answers = Pool.of(np.array([4, 2]), np.array([0.9, 0.8]), [red], [Standing(status)])

    listed = lengthened(answers, near, [Standing(status)], limit)

    assert listed.rows.tolist() == expected
    assert listed.relevance[2:].tolist() == [0.0] * (len(expected) - 2)


def test_a_list_without_an_answer_goes_on_with_nothing() -> None:
    none = Pool.of(np.empty(0, np.int64), np.empty(0))
    near = Near(np.empty(0, np.int64), np.empty(0), complete=True, further=np.array([7]))

    assert not len(lengthened(none, near, [], LONG_LIST).rows)
