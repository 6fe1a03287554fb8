"""The answers that a question offers, on values known by heart."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalog.constraints import Range
from data.catalog.products import Attribute, AttributeKind, AttributeValue, Catalog, Product
from recommender.engine.facets import MOST_VALUES, bounds_by_attribute, facet_values, plain, range_edges, step_of
from recommender.protocol.recommend import Bounds, FacetValue
from retrieval.attribute_table import AttributeTable


def facets(kind: AttributeKind, values: list[AttributeValue], unit: str | None = None) -> list[FacetValue]:
    """The answers offered about one attribute of which each product has one of `values`."""
    products = tuple(Product(str(i), f"Product {i}", attributes={"a": value}) for i, value in enumerate(values))
    table = AttributeTable.from_catalog(Catalog("1", products, {"a": Attribute("a", "A", kind, unit)}))
    return facet_values(table, 0, table.entries_of(0))


def test_offers_values_commonest_first() -> None:
    offered = facets("categorical", ["Red", "Blue", "Red", "Red", "Blue", "Green"])

    assert [(f.value, f.label, f.count) for f in offered] == [
        ("Red", "Red", 3),
        ("Blue", "Blue", 2),
        ("Green", "Green", 1),
    ]


def test_offers_spellings_of_one_value_once() -> None:
    offered = facets("categorical", ["RF Wireless", "RF wireless", "RF-Wireless", "USB"])

    assert [(f.value, f.count) for f in offered] == [("RF Wireless", 3), ("USB", 1)]


def test_counts_a_product_for_each_of_its_values() -> None:
    offered = facets("categorical", [("Red", "Blue"), "Red"])

    assert [(f.value, f.count) for f in offered] == [("Red", 2), ("Blue", 1)]


def test_offers_no_sentence_and_not_too_many_values() -> None:
    offered = facets("categorical", ["A long sentence about everything. " * 5, *(f"Value {i}" for i in range(20))])

    assert len(offered) == MOST_VALUES
    assert all(len(str(f.value)) < 20 for f in offered)


def test_offers_yes_before_no_and_neither_if_nobody_has_it() -> None:
    assert [(f.value, f.label, f.count) for f in facets("boolean", [False, False, True])] == [
        (True, "Yes", 1),
        (False, "No", 2),
    ]
    assert [f.label for f in facets("boolean", [False])] == ["No"]


def test_offers_few_numbers_one_by_one_with_their_unit() -> None:
    offered = facets("numeric", [16.0, 8.0, 8.0, 32.0], "GB")

    assert [(f.value, f.label, f.count) for f in offered] == [(8.0, "8 GB", 2), (16.0, "16 GB", 1), (32.0, "32 GB", 1)]


def test_offers_many_numbers_as_round_ranges_that_cover_them_all() -> None:
    offered = facets("numeric", [float(n) for n in range(1, 101)], "g")

    assert [f.label for f in offered] == ["up to 20 g", "20 to 50 g", "50 to 80 g", "80 g and more"]
    assert offered[0].value == Range(max=20)
    assert offered[-1].value == Range(min=80)
    # Closed intervals, as the constraint will be: a product on an edge is offered on both sides.
    assert [f.count for f in offered] == [20, 31, 31, 21]


@pytest.mark.parametrize(
    "numbers",
    [
        [1, 1, 1, 1, 1, 1, 1000],
        [-5, -4, -3, -2, -1, 0, 1],
        [1e-6, 2e-6, 3e-6],
        [0, 0, 0, 0, 7],
        [2001, 2002, 2003, 2004],
        [4, 8, 8, 8, 12, 16, 16, 16, 24, 32, 32, 48, 64],
        [0.004, 17.99, 18, 18.01, 900_000],
    ],
)
def test_every_range_has_a_number_of_its_own(numbers: list[float]) -> None:
    edges = range_edges(numbers)

    assert edges == sorted(set(edges))
    lows, highs = [-np.inf, *edges], [*edges, np.inf]
    assert all(any(low < n <= high for n in numbers) for low, high in zip(lows, highs, strict=True))


@pytest.mark.parametrize(
    ("number", "text"), [(1500.0, "1500"), (2.5, "2.5"), (0.02, "0.02"), (1e6, "1000000"), (0.1 + 0.2, "0.3")]
)
def test_writes_numbers_as_people_do(number: float, text: str) -> None:
    assert plain(number) == text


@pytest.mark.parametrize(
    ("numbers", "step"),
    [
        ([62.0, 75.0, 75.5, 120.0], 0.5),
        ([10.0, 20.0, 1000.0], 10.0),
        ([13.5, 13.95, 24.9, 89.0], 0.5),
        ([0.001, 0.002, 0.01], 0.001),
        ([0.0, 250.0, 100_000.0], 1000.0),
    ],
)
def test_steps_through_numbers_are_round_and_no_finer_than_they(numbers: list[float], step: float) -> None:
    assert step_of(np.asarray(numbers)) == step


def test_bounds_are_of_numbers_that_are_offered_as_ranges() -> None:
    products = tuple(Product(str(n), f"Product {n}", attributes={"a": 10.0 + n, "b": float(n % 3)}) for n in range(20))
    numbers = {name: Attribute(name, name.upper(), "numeric", "g") for name in ("a", "b")}
    table = AttributeTable.from_catalog(Catalog("1", products, numbers))

    found = bounds_by_attribute(table, table.entries_of(0))

    assert found == {0: Bounds(min=10.0, max=29.0, step=1.0)}
    assert bounds_by_attribute(table, table.entries_of(1)) == {}
    assert bounds_by_attribute(table, table.entries_of(0)[:0]) == {}
