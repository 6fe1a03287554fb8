from __future__ import annotations

import numpy as np
import pytest

from retrieval.search.reranking import RERANKED, TypeMeans, second_look

DIMENSION = 8
MONITORS, STANDS = 0, 1


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.zeros((len(rows), DIMENSION), np.float32)
    for row, values in enumerate(rows):
        vectors[row, : len(values)] = values
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def looked(agreement: np.ndarray, types: np.ndarray, vectors: np.ndarray, whole: list[int] | None = None) -> np.ndarray:
    """The scores of a second look at rows of which those in `whole` have every word."""
    rows = np.arange(len(agreement))
    return second_look(rows, agreement, types.astype(np.float32), np.isin(rows, whole or []), vectors)


def test_type_is_as_near_as_the_mean_of_its_products() -> None:
    vectors = unit([1, 0], [0, 1], [0, 0, 1])
    means = TypeMeans([MONITORS, MONITORS, STANDS], vectors.__getitem__)
    query = unit([1])[0]
    near = means.cosines(query, np.array([0, 1, 2]), vectors @ query)
    assert near.tolist() == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0])


def test_product_without_a_type_stands_for_itself() -> None:
    vectors = unit([1, 1], [0, 1], [1, 0])
    means = TypeMeans([-1, 3, -1], vectors.__getitem__)
    query = unit([1])[0]
    assert means.cosines(query, np.arange(3), vectors @ query).tolist() == pytest.approx([np.sqrt(0.5), 0, 1])


def test_mean_of_a_large_type_is_taken_over_a_spread_sample() -> None:
    rows = 10_000
    angles = np.linspace(0, np.pi / 2, rows)
    vectors = unit(*np.stack([np.cos(angles), np.sin(angles)], 1).tolist())
    asked: list[int] = []

    def stored(wanted: np.ndarray) -> np.ndarray:
        asked.append(len(wanted))
        return vectors[wanted]

    means = TypeMeans([MONITORS] * rows, stored)
    assert sum(asked) <= 64
    middle = unit([1, 1])[0]
    assert means.cosines(middle, np.array([5]), np.zeros(1, np.float32))[0] == pytest.approx(1, abs=0.001)


def test_catalog_without_products_or_types_has_no_means() -> None:
    vectors = unit([1], [0, 1])
    assert not len(TypeMeans([], vectors.__getitem__).cosines(vectors[0], np.arange(0), np.empty(0, np.float32)))
    none = TypeMeans([-1, -1], vectors.__getitem__)
    assert none.cosines(vectors[0], np.arange(2), np.array([0.25, 0.5], np.float32)).tolist() == [0.25, 0.5]


def test_what_is_of_the_type_asked_for_comes_before_an_accessory_with_the_same_words() -> None:
    vectors = unit([1, 0.1], [1, 0.2], [0.6, 1])
    means = TypeMeans([MONITORS, MONITORS, STANDS], vectors.__getitem__)
    query = unit([1])[0]
    types = means.cosines(query, np.arange(3), vectors @ query)
    scores = looked(np.array([0.8, 0.8, 0.85]), types, vectors)
    assert np.argsort(-scores).tolist()[2] == 2


def test_what_resembles_the_best_rises_and_what_stands_alone_falls() -> None:
    group = [[1.0, 0.05 * row] for row in range(10)]
    vectors = unit(*group, [0, 0, 1])
    agreement = np.array([0.9] * 9 + [0.5, 0.5])
    scores = looked(agreement, np.zeros(11), vectors)
    assert scores[9] > scores[10]


def test_product_with_every_word_comes_before_one_of_a_nearer_type() -> None:
    vectors = unit([1], [0, 1])
    types = np.array([0.8, 0.6])
    assert np.argmax(looked(np.array([0.8, 0.8]), types, vectors)) == 0
    assert np.argmax(looked(np.array([0.8, 0.8]), types, vectors, whole=[1])) == 1


def test_rows_beyond_the_second_look_stay_below_and_in_order() -> None:
    rows = RERANKED + 50
    rng = np.random.default_rng(1)
    vectors = unit(*rng.normal(size=(rows, DIMENSION)).tolist())
    scores = looked(np.linspace(1, 0.1, rows), np.zeros(rows), vectors)
    assert scores[:RERANKED].min() >= scores[RERANKED:].max()
    assert (np.diff(scores[RERANKED:]) <= 0).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_first_of_everything_scores_one_and_nothing_found_scores_nothing() -> None:
    assert looked(np.ones(1), np.ones(1), unit([1]), whole=[0]).tolist() == pytest.approx([1])
    assert not len(looked(np.empty(0), np.empty(0), np.empty((0, DIMENSION), np.float32)))
