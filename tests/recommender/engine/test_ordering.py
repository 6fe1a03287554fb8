"""The order of products, on pools written down by hand."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalog.constraints import Constraint
from recommender.engine.ordering import Served, fulfilment, product_order
from recommender.engine.pool import Pool
from retrieval.fulfilment import Standing

EQUALLY_LIKELY = np.ones(3)


def pool(relevance: list[float], *statuses: list[int]) -> Pool:
    constraints = [Constraint(attribute=f"a{n}", value=True, strength="soft") for n in range(len(statuses))]
    known = [Standing(np.asarray(status, np.int8)) for status in statuses]
    return Pool.of(np.arange(len(relevance)), np.asarray(relevance), constraints, known)


def test_follows_relevance_without_constraints() -> None:
    assert product_order(pool([0.2, 0.9, 0.5]), np.empty(0), EQUALLY_LIKELY).tolist() == [1, 2, 0]


def test_puts_what_fulfils_before_what_does_not_say() -> None:
    order = product_order(pool([0.9, 0.2, 0.5], [0, 1, 1]), np.ones(1), EQUALLY_LIKELY)

    assert order.tolist() == [2, 1, 0]


def test_puts_what_contradicts_last() -> None:
    order = product_order(pool([0.9, 0.2, 0.5], [-1, 0, 1]), np.ones(1), EQUALLY_LIKELY)

    assert order.tolist() == [2, 1, 0]


def test_puts_the_weightier_constraint_first() -> None:
    brand, colour = [1, 0, 0], [0, 1, 0]

    assert product_order(pool([0.5] * 3, brand, colour), np.asarray([0.3, 0.1]), EQUALLY_LIKELY).tolist() == [0, 1, 2]
    assert product_order(pool([0.5] * 3, brand, colour), np.asarray([0.1, 0.3]), EQUALLY_LIKELY).tolist() == [1, 0, 2]


def test_puts_less_likely_products_later_among_equals() -> None:
    order = product_order(pool([0.9, 0.8, 0.5]), np.empty(0), np.asarray([0.5, 1.0, 1.0]))

    assert order.tolist() == [1, 2, 0]  # 0.9 * 0.5 = 0.45 is the least


def test_keeps_the_pools_order_among_full_equals() -> None:
    assert product_order(pool([0.5, 0.5, 0.5]), np.empty(0), EQUALLY_LIKELY).tolist() == [0, 1, 2]


def test_treats_constraints_alike_when_none_has_weight() -> None:
    assert fulfilment(pool([1, 1, 1], [1, 0, 1], [1, 1, 0]), np.zeros(2)) == pytest.approx([1, 0.5, 0.5])


def test_a_need_decides_among_products_of_its_type_which_keep_their_places() -> None:
    meant = np.asarray([True, False, True, True])
    served = Served(meant, np.asarray([-1.0, 0.0, 1.0]), strength=1.0)

    order = product_order(pool([0.9, 0.8, 0.7, 0.6]), np.empty(0), np.ones(4), served=served)

    assert order.tolist() == [3, 1, 2, 0]


def test_a_need_that_says_little_moves_little() -> None:
    served = Served(np.ones(3, np.bool_), np.asarray([-1.0, 0.0, 1.0]), strength=0.01)

    assert product_order(pool([0.9, 0.5, 0.4]), np.empty(0), EQUALLY_LIKELY, served=served).tolist() == [0, 1, 2]


def test_a_constraint_goes_before_a_need() -> None:
    served = Served(np.ones(3, np.bool_), np.asarray([1.0, 0.0, -1.0]), strength=1.0)

    order = product_order(pool([0.9, 0.5, 0.4], [-1, 0, 1]), np.ones(1), EQUALLY_LIKELY, served=served)

    assert order.tolist() == [2, 1, 0]


def test_among_equals_in_relevance_a_need_decides() -> None:
    served = Served(np.ones(3, np.bool_), np.asarray([-1.0, 0.0, 1.0]), strength=0.5)

    assert product_order(pool([1.0, 1.0, 1.0]), np.empty(0), EQUALLY_LIKELY, served=served).tolist() == [2, 1, 0]
