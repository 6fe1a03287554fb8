from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.errors import IndexMismatch, IndexNotReadable
from retrieval.vectors import VectorIndex


def unit_vectors(count: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@pytest.fixture(scope="module")
def stored() -> Vectors:
    return unit_vectors(500, seed=1)


@pytest.fixture(scope="module")
def index(stored: Vectors) -> VectorIndex:
    filled = VectorIndex(16)
    filled.add(stored[:300])
    filled.add(stored[300:])
    return filled


def test_finds_what_brute_force_finds(index: VectorIndex, stored: Vectors) -> None:
    for query in unit_vectors(20, seed=2):
        rows, scores = index.search(query, 10)
        cosines = stored @ query
        expected = np.argsort(-cosines)[:10]
        np.testing.assert_array_equal(rows, expected)
        np.testing.assert_allclose(scores, cosines[expected], atol=1e-5)


def test_finds_what_brute_force_finds_among_allowed_rows(index: VectorIndex, stored: Vectors) -> None:
    allowed = np.arange(1, 500, 7)
    query = unit_vectors(1, seed=3)[0]
    rows, _ = index.search(query, 5, allowed)
    np.testing.assert_array_equal(rows, allowed[np.argsort(-(stored[allowed] @ query))[:5]])


def test_gives_fewer_rows_when_there_are_fewer(index: VectorIndex) -> None:
    query = unit_vectors(1, seed=4)[0]
    assert len(index.search(query, 1000)[0]) == 500
    assert index.search(query, 10, np.array([7, 9]))[0].tolist() in ([7, 9], [9, 7])
    assert len(index.search(query, 10, np.empty(0, np.int64))[0]) == 0
    assert len(index.search(query, 0)[0]) == 0


def test_gives_the_vectors_of_rows_asked_for(index: VectorIndex, stored: Vectors) -> None:
    np.testing.assert_allclose(index.stored(np.array([499, 0])), stored[[499, 0]], atol=1e-5)
    assert index.stored(np.empty(0, np.int64)).shape == (0, index.dimension)


def test_searches_the_same_after_saving_and_loading(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    query = unit_vectors(1, seed=6)[0]
    loaded = VectorIndex.load(tmp_path / "vectors")
    assert len(loaded) == 500
    np.testing.assert_array_equal(loaded.search(query, 10)[0], index.search(query, 10)[0])


def test_refuses_vectors_of_another_dimension(index: VectorIndex) -> None:
    with pytest.raises(IndexMismatch, match="dimension 16"):
        index.add(np.zeros((1, 8), np.float32))
    with pytest.raises(IndexMismatch, match="dimension 16"):
        index.search(np.zeros(8, np.float32), 1)


def test_says_what_to_do_when_the_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"not an index")
    with pytest.raises(IndexNotReadable, match="floorwalker index"):
        VectorIndex.load(tmp_path / "vectors")
