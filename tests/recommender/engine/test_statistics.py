"""Live statistics of four products whose shares can be counted on one hand."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalog.products import Attribute, Catalog, Product
from recommender.engine.statistics import HINT, UNNAMED, Statistician, is_brief, rank_weights
from retrieval.attribute_table import AttributeTable
from tests.retrieval.rows import row_values

ALL = np.arange(4)
EQUAL = np.ones(4)


@pytest.fixture(scope="module")
def table() -> AttributeTable:
    """Colour is stated by all and named by two; size by two, never named."""
    products = (
        Product("1", "Red cup", attributes={"colour": "Red", "size": 1.0}),
        Product("2", "Blue cup", attributes={"colour": "Blue", "size": 2.0}),
        Product("3", "Cup", attributes={"colour": "Red"}),
        Product("4", "Cup", attributes={"colour": "Red", "remark": "A cup for everybody who likes to drink from cups"}),
    )
    attributes = [
        Attribute("colour", "Colour", "categorical"),
        Attribute("size", "Size", "numeric", "l"),
        Attribute("remark", "Remark", "categorical"),
    ]
    return AttributeTable.from_catalog(Catalog("1", products, {a.name: a for a in attributes}))


def test_shares_are_of_the_candidates(table: AttributeTable) -> None:
    live = Statistician(table).over(ALL, EQUAL)

    assert live.coverage == pytest.approx([1, 0.5, 0.25])
    assert live.named == pytest.approx([0.5, 0, 0])
    assert live.values.tolist() == [2, 2, 1]
    assert live.split == pytest.approx([1 - (9 + 1) / 16, 0.5, 0])


def test_narrowing_is_what_a_named_answer_moves_back(table: AttributeTable) -> None:
    live = Statistician(table).over(ALL, EQUAL)

    red, blue = 0.25 * (1 - 0.75), 0.25 * (1 - 0.25)  # a quarter names each; red keeps three of four, blue one
    silent = UNNAMED * 0.5 * (1 - 0.75)  # two red ones do not name it
    assert live.narrowing[0] == pytest.approx(red + blue + silent)


def test_counts_a_candidate_by_its_weight(table: AttributeTable) -> None:
    live = Statistician(table).over(ALL, np.asarray([3.0, 1.0, 0.0, 0.0]))

    assert live.coverage == pytest.approx([1, 1, 0])
    assert live.split[0] == pytest.approx(1 - (0.75**2 + 0.25**2))


def test_a_sentence_is_not_brief(table: AttributeTable) -> None:
    assert Statistician(table).over(ALL, EQUAL).brevity == pytest.approx([1, 1, 0])
    assert is_brief("Black")
    assert is_brief(5.0)
    assert is_brief(True)
    assert not is_brief("one two three four five six")
    assert not is_brief("https://example.com/" + "x" * 40)


def test_statistics_of_nothing_are_zero(table: AttributeTable) -> None:
    live = Statistician(table).over(np.empty(0, np.int64), np.empty(0))

    assert live.coverage.tolist() == live.narrowing.tolist() == live.split.tolist() == [0, 0, 0]


def test_a_product_that_names_what_the_shopper_does_not_mind_is_less_likely(table: AttributeTable) -> None:
    likelihood = Statistician(table).likelihood([table.ids["colour"]], ALL, "mouse")

    assert likelihood == pytest.approx([1 - HINT, 1 - HINT, 1, 1])


def test_a_value_that_the_query_speaks_of_stays_likely_when_the_shopper_does_not_mind(table: AttributeTable) -> None:
    colour = table.ids["colour"]
    first = str(table.values[next(iter(table.value_ids(colour)))])

    plain = Statistician(table).likelihood([colour], ALL, "mouse")
    said = Statistician(table).likelihood([colour], ALL, f"{first} mouse")

    stating = [first in row_values(table, int(row)).get("colour", ()) for row in ALL]
    assert said[stating].tolist() == [1.0] * sum(stating)
    assert said[[not s for s in stating]].tolist() == plain[[not s for s in stating]].tolist()


def test_weights_fall_with_rank_and_the_first_twenty_hold_half() -> None:
    weights = rank_weights(10_000)

    assert (np.diff(weights) < 0).all()
    assert weights[:20].sum() / weights.sum() == pytest.approx(0.5, abs=0.01)


def test_a_candidate_shows_its_commonest_values(table: AttributeTable) -> None:
    statistician = Statistician(table)

    candidate = statistician.candidate(0, statistician.over(ALL, EQUAL), ("Red", "Blue"))

    assert candidate.values == ("Red", "Blue")
    assert candidate.statistics.coverage == pytest.approx(1)


def test_knows_of_which_attribute_the_query_speaks(table: AttributeTable) -> None:
    live = Statistician(table).over(ALL, EQUAL, "a red cup of 1 l")

    assert live.said == pytest.approx([0.75, 0.25, 0])
    assert Statistician(table).over(ALL, EQUAL, "cup").said.tolist() == [0, 0, 0]


def test_entropy_is_in_bits(table: AttributeTable) -> None:
    live = Statistician(table).over(ALL, EQUAL)

    assert live.entropy == pytest.approx([-0.75 * np.log2(0.75) - 0.25 * np.log2(0.25), 1, 0])
