"""Simulated shoppers in the small catalog, whose texts name brand, connectivity and colour of each mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.catalog.products import Catalog
from ranker.errors import ExamplesInvalid
from ranker.examples import Example
from ranker.queries import Shopper
from recommender.engine.recommender import Recommender, Stopwatch
from recommender.engine.statistics import FIRST_SCREEN
from recommender.protocol.recommend import RecommendRequest
from recommender.simulation.example_making import catalog_shoppers, make_examples, rated_shoppers, text_shoppers
from recommender.simulation.shoppers import Simulation

QUERY = "mouse"


def quiet(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def hidden_mouse(recommender: Recommender) -> str:
    """A mouse that a search for mice does not show on the first screen."""
    found = recommender.recommend(RecommendRequest(query=QUERY, limit=100)).products
    return [product.id for product in found[FIRST_SCREEN:] if product.category == "Mouse"][-1]


def play(recommender: Recommender, target: str, *, told: bool = True) -> list[Example]:
    nothing = np.zeros(len(recommender.snapshot.catalog.products), np.bool_)
    return list(Simulation(recommender, nothing).play(Shopper(QUERY, target, "type", "train", "mouse"), told=told))


def test_grades_what_an_answer_saves_of_the_way(recommender: Recommender, hidden_mouse: str) -> None:
    first = play(recommender, hidden_mouse)[0]

    grades = dict(zip([c.name for c in first.candidates], first.relevance, strict=True))
    wanted = recommender.view.product(hidden_mouse)
    assert all(0 <= grade <= 1 for grade in grades.values())
    assert grades["colour"] > 0  # its title names the colour, which a third of the mice share
    assert grades["weight"] == 0  # no text names a weight
    assert wanted.title.casefold().count(str(wanted.attributes["colour"]).casefold())


def test_the_own_text_of_the_wanted_product_does_not_count(recommender: Recommender, hidden_mouse: str) -> None:
    first = play(recommender, hidden_mouse)[0]
    served = recommender.consider(RecommendRequest(query=QUERY), Stopwatch()).request

    counted = {c.name: c.statistics.coverage for c in first.candidates}
    everything = {c.name: c.statistics.coverage for c in served.candidates}
    assert counted["connectivity"] != everything["connectivity"]


def test_no_text_of_the_type_counts_when_it_is_not_told(recommender: Recommender, hidden_mouse: str) -> None:
    untold = play(recommender, hidden_mouse, told=False)[0]

    assert not untold.told
    mouse_only = [c for c in untold.candidates if c.name == "connectivity"]
    assert [c.statistics.named for c in mouse_only] == [0]


def test_a_shopper_whom_the_first_screen_shows_the_product_is_asked_nothing(recommender: Recommender) -> None:
    shown = recommender.recommend(RecommendRequest(query=QUERY)).products[0]

    assert play(recommender, shown.id) == []


def test_the_result_does_not_depend_on_the_number_of_processes(recommender: Recommender) -> None:
    shoppers = catalog_shoppers(recommender.snapshot.catalog, 60, 0)
    alone, together = (
        make_examples(recommender, shoppers, seed=1, processes=count, progress=quiet) for count in (1, 2)
    )

    assert alone == together
    assert alone


def test_reads_rated_queries_and_keeps_the_best_products(small_catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("query,product_id,rating\nmouse,mouse-1,3\nmouse,mouse-2,1\nmouse,gone,3\nlaptop,laptop-1,0\n")

    assert [(shopper.query, shopper.target, shopper.source) for shopper in rated_shoppers(small_catalog, path)] == [
        ("mouse", "mouse-1", "rated")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("query,product,rating\n", "product_id is missing"),
        ("query,product_id,rating\nmouse,mouse-1,good\n", "line 2, rating: must be a number, not 'good'"),
    ],
)
def test_bad_ratings_are_named(text: str, words: str, small_catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(text)

    with pytest.raises(ExamplesInvalid, match=words):
        rated_shoppers(small_catalog, path)


def test_real_queries_are_given_a_near_product(recommender: Recommender, tmp_path: Path) -> None:
    path = tmp_path / "queries.txt"
    path.write_text("wireless mouse\n\nlaptop 16 GB\nwireless mouse\n")
    shoppers = text_shoppers(recommender, path, 0)

    assert [shopper.query for shopper in shoppers] == ["wireless mouse", "laptop 16 GB"]
    with pytest.raises(ExamplesInvalid, match="cannot be read"):
        text_shoppers(recommender, tmp_path, 0)
