"""How well products serve a wish, on catalogs written down by hand."""

from __future__ import annotations

import numpy as np
import pytest

from data.catalog.products import Attribute, Catalog, Product
from ranker.candidates import AttributeCandidate, Ranking
from ranker.features import UNSEEN
from recommender.engine.fitting import Fitting, Wish
from recommender.engine.readings import Readings
from retrieval.attribute_table import AttributeTable

SENTENCE = "a sentence that goes on and on, as some catalogs write where a value should stand, for more than eighty"
ATTRIBUTES = {
    "category": Attribute("category", "Category", "categorical"),
    "attr_112": Attribute("attr_112", "attr_112", "categorical"),
    "weight": Attribute("weight", "Weight", "numeric", "g"),
    "quiet": Attribute("quiet", "Quiet", "boolean"),
}


def mouse(number: int, **stated: object) -> Product:
    return Product(str(number), f"Mouse {number}", category="Mouse", attributes=stated)  # type: ignore[arg-type]


PRODUCTS = (
    mouse(0, attr_112=("A", "B"), weight=60.0, quiet=True),
    mouse(1, attr_112="A", weight=100.0, quiet=False),
    mouse(2, attr_112=SENTENCE, weight=80.0),
    mouse(3, attr_112=""),
    Product("4", "Rock", category="Rock", attributes={"weight": 9000.0}),
)


class Shelf:
    """The products with a wish out of affinities by attribute."""

    def __init__(self) -> None:
        self.table = AttributeTable.from_catalog(Catalog("1", PRODUCTS, ATTRIBUTES))
        self.readings = Readings(self.table)
        self.fitting = Fitting(self.table, self.readings)

    def wish(self, **affinities: list[float]) -> Wish:
        candidates = [self.candidate(name) for name in affinities]
        weights = np.full(len(candidates), 1 / len(candidates))
        return self.fitting.wish("Mouse", candidates, ranking(weights, affinities), ())

    def candidate(self, name: str) -> AttributeCandidate:
        own = ATTRIBUTES[name]
        texts = self.readings.of("Mouse", self.table.ids[name]).texts
        return AttributeCandidate(name, own.label, own.kind, own.unit, texts, UNSEEN)


def ranking(weights: np.ndarray, affinities: dict[str, list[float]]) -> Ranking:
    return Ranking(weights, {}, "1", tuple(np.asarray(own, np.float64) for own in affinities.values()))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def fits(shelf: Shelf, wish: Wish) -> list[float]:
    return [round(float(fit), 3) for fit in shelf.fitting.fit(wish, np.arange(4))]


def test_numbers_serve_by_their_rank_among_the_type(shelf: Shelf) -> None:
    assert fits(shelf, shelf.wish(weight=[0.8, -0.8])) == [1, -1, 0, 0]  # 60, 100, 80 g, and one that does not say
    assert fits(shelf, shelf.wish(weight=[-0.8, 0.8])) == [-1, 1, 0, 0]


def test_of_several_values_the_best_counts_and_what_is_not_read_is_neutral(shelf: Shelf) -> None:
    assert shelf.candidate("attr_112").values[:2] == ("A", "B")
    assert fits(shelf, shelf.wish(attr_112=[-0.6, 0.6])) == [1, -1, 0, 0]


def test_answers_serve_by_yes_and_no(shelf: Shelf) -> None:
    assert fits(shelf, shelf.wish(quiet=[0.7, -0.7])) == [1, -1, 0, 0]


def test_fits_lie_between_minus_one_and_one(shelf: Shelf) -> None:
    wish = shelf.wish(weight=[0.9, -0.9], quiet=[0.5, -0.5], attr_112=[0.4, -0.9])

    assert np.abs(shelf.fitting.fit(wish, np.arange(4))).max() <= 1


@pytest.mark.parametrize(
    "nothing", [{"weight": [0.8, 0.8]}, {"quiet": [-0.5, -0.5]}, {"attr_112": [0.7, 0.7]}, {"weight": [0.1, -0.1]}]
)
def test_leans_nowhere_on_what_contradicts_itself_or_says_little(shelf: Shelf, nothing: dict[str, list[float]]) -> None:
    assert shelf.wish(**nothing) == Wish("Mouse")


def test_a_ranker_that_reads_no_values_leans_nowhere(shelf: Shelf) -> None:
    assert shelf.fitting.wish("Mouse", [shelf.candidate("weight")], ranking(np.ones(1), {}), ()) == Wish("Mouse")


def test_knows_which_rows_are_of_the_type(shelf: Shelf) -> None:
    assert shelf.fitting.of_type(Wish("Mouse"), np.arange(5)).tolist() == [True] * 4 + [False]
    assert shelf.fitting.of_type(Wish(""), np.arange(5)).all()


def test_a_type_without_any_number_is_served_by_words() -> None:
    products = (mouse(0, attr_112="A"), mouse(1, attr_112="B"))
    table = AttributeTable.from_catalog(Catalog("1", products, ATTRIBUTES))
    readings = Readings(table)
    fitting = Fitting(table, readings)
    texts = readings.of("Mouse", table.ids["attr_112"]).texts
    candidate = AttributeCandidate("attr_112", "attr_112", "categorical", None, texts, UNSEEN)
    wish = fitting.wish("Mouse", [candidate], ranking(np.ones(1), {"attr_112": [0.9, -0.9]}), ())

    assert fitting.of_type(wish, np.arange(2)).all()
    assert fitting.fit(wish, np.arange(2)).tolist() == [1, -1]


def taught(shelf: Shelf, read: dict[str, list[float]], learned: dict[str, list[float]]) -> Wish:
    """What is read into a request, and what conversations taught beside it, each attribute weighing a half."""
    candidates = [shelf.candidate(name) for name in ("weight", "quiet")]
    weights = np.full(2, 0.5)
    known = ranking(weights, {"weight": [0.0, 0.0], "quiet": [0.0, 0.0]} | read) if read else Ranking(weights, {}, "1")
    effects = [np.asarray(learned.get(one.name, [0.0, 0.0])) for one in candidates]
    return shelf.fitting.wish("Mouse", candidates, known, (), effects)


def test_what_conversations_taught_orders_what_no_request_says(shelf: Shelf) -> None:
    wish = taught(shelf, {}, {"weight": [0.3, -0.3]})

    assert fits(shelf, wish) == [1, -1, 0, 0]
    assert wish.strength == 1


def test_a_little_that_was_taught_moves_nothing(shelf: Shelf) -> None:
    assert taught(shelf, {}, {"weight": [0.05, -0.05]}).leanings == ()


def test_what_is_read_and_what_was_taught_add_up(shelf: Shelf) -> None:
    read = {"weight": [0.8, -0.8]}  # a half of the weight: 0.4 for the lightest

    assert fits(shelf, taught(shelf, read, {"weight": [-0.4, 0.4]})) == [0, 0, 0, 0]
    assert fits(shelf, taught(shelf, read, {"weight": [-0.9, 0.9]}))[:2] == [-1, 1]
    both = taught(shelf, read, {"quiet": [0.2, -0.2]})
    assert fits(shelf, both) == [1, -1, 0, 0]  # the lightest is the quiet one
    assert [leaning.weight * leaning.size for leaning in both.leanings] == pytest.approx([0.4, 0.2])


def test_nothing_taught_is_what_is_read_alone(shelf: Shelf) -> None:
    read = {"weight": [0.8, -0.8], "quiet": [0.5, -0.5]}

    assert fits(shelf, taught(shelf, read, {})) == fits(shelf, shelf.wish(**read))
