from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.errors import IndexMismatch, IndexNotReadable
from retrieval.search import vector_kinds
from retrieval.search.vector_kinds import KINDS, Kind, Rows, Vectors, choose
from retrieval.search.vectors import EXACT_UP_TO, VectorIndex

SIZE, DIMENSION, DEPTH = 20_000, 32, 100
HALF = 0.002  # what float16 leaves of a cosine


def clustered(count: int, seed: int) -> Vectors:
    """Around 200 centres, the same for every seed, as products gather around their types."""
    centres = np.random.default_rng(0).normal(size=(200, DIMENSION))
    chance = np.random.default_rng(seed)
    vectors = centres[chance.integers(200, size=count)] + 0.4 * chance.normal(size=(count, DIMENSION))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def recall(found: Rows, query: Vectors, stored: Vectors, allowed: Rows) -> float:
    nearest = allowed[np.argsort(-(stored[allowed] @ query))[:DEPTH]]
    return len(np.intersect1d(found, nearest)) / len(nearest)


@pytest.fixture(scope="module")
def stored() -> Vectors:
    return clustered(SIZE, seed=1)


@pytest.fixture(scope="module")
def queries() -> Vectors:
    return clustered(30, seed=2)


@pytest.fixture(scope="module")
def indexes(stored: Vectors) -> dict[Kind, VectorIndex]:
    filled = {kind: VectorIndex(DIMENSION, kind) for kind in KINDS}
    for index in filled.values():
        index.add(stored[:12_000])
        index.add(stored[12_000:])
    return filled


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, indexes: dict[Kind, VectorIndex]) -> VectorIndex:
    return indexes[request.param]


@pytest.mark.parametrize(
    ("size", "dimension", "kind"),
    [
        (0, 384, "flat"),
        (20_000, 384, "flat"),
        (100_000, 384, "flat"),
        (100_000, 768, "cells"),
        (1_000_000, 384, "cells"),
        (5_000_000, 384, "cells"),
        (5_000_000, 768, "codes"),
        (100_000_000, 384, "codes"),
    ],
)
def test_chooses_by_the_numbers_to_store(size: int, dimension: int, kind: Kind) -> None:
    assert choose(size, dimension) == kind


def test_finds_what_brute_force_finds_when_it_is_flat(indexes: dict[Kind, VectorIndex], stored: Vectors) -> None:
    for query in clustered(10, seed=3):
        rows, scores = indexes["flat"].search(query, 10)
        np.testing.assert_allclose(scores, np.sort(stored @ query)[::-1][:10], atol=HALF)
        np.testing.assert_allclose(scores, stored[rows] @ query, atol=HALF)


def test_finds_nearly_what_brute_force_finds(index: VectorIndex, stored: Vectors, queries: Vectors) -> None:
    found = [recall(index.search(query, DEPTH)[0], query, stored, np.arange(SIZE)) for query in queries]
    assert np.mean(found) >= 0.95


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_finds_nearly_what_brute_force_finds_among_allowed_rows(
    index: VectorIndex, stored: Vectors, queries: Vectors, share: float
) -> None:
    allowed = np.flatnonzero(np.random.default_rng(4).random(SIZE) < share)
    found = [index.search(query, DEPTH, allowed)[0] for query in queries]
    assert all(np.isin(rows, allowed).all() for rows in found)
    recalls = [recall(rows, query, stored, allowed) for rows, query in zip(found, queries, strict=True)]
    assert np.mean(recalls) >= 0.95


def test_finds_nearly_what_brute_force_finds_when_allowed_rows_are_far(
    index: VectorIndex, stored: Vectors, queries: Vectors
) -> None:
    recalls = []
    for query, other in zip(queries, np.roll(queries, 1, axis=0), strict=True):
        allowed = np.argsort(-(stored @ other))[: EXACT_UP_TO + 1000]
        rows, _ = index.search(query, DEPTH, allowed)
        assert len(rows) == DEPTH
        recalls.append(recall(rows, query, stored, allowed))
    assert np.mean(recalls) >= 0.95


def test_finds_exactly_when_few_rows_are_allowed(index: VectorIndex, stored: Vectors, queries: Vectors) -> None:
    allowed = np.arange(3, SIZE, 97)[::-1]
    for query in queries[:5]:
        rows, scores = index.search(query, 5, allowed)
        np.testing.assert_allclose(scores, np.sort(stored[allowed] @ query)[::-1][:5], atol=HALF)
        np.testing.assert_allclose(scores, stored[rows] @ query, atol=HALF)


def test_gives_fewer_rows_when_there_are_fewer(index: VectorIndex, queries: Vectors) -> None:
    query = queries[0]
    assert sorted(index.search(query, SIZE + 5)[0]) == list(range(SIZE))
    assert sorted(index.search(query, 10, np.array([7, 9]))[0]) == [7, 9]
    assert len(index.search(query, 10, np.empty(0, np.int64))[0]) == 0
    assert len(index.search(query, 0)[0]) == 0


def test_gives_exact_cosines(index: VectorIndex, stored: Vectors, queries: Vectors) -> None:
    rows = np.array([SIZE - 1, 0, 12_000])
    np.testing.assert_allclose(index.cosines(queries[0], rows), stored[rows] @ queries[0], atol=HALF)
    assert len(index.cosines(queries[0], np.empty(0, np.int64))) == 0
    found, scores = index.search(queries[0], DEPTH)
    np.testing.assert_allclose(scores, index.cosines(queries[0], found), atol=1e-5)
    assert (np.diff(scores) <= 0).all()


def test_searches_the_same_after_saving_and_loading(index: VectorIndex, queries: Vectors, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    loaded = VectorIndex.load(tmp_path / "vectors")
    assert (len(loaded), loaded.dimension, loaded.kind) == (SIZE, DIMENSION, index.kind)
    for query in queries[:5]:
        np.testing.assert_array_equal(loaded.search(query, DEPTH)[0], index.search(query, DEPTH)[0])
        np.testing.assert_array_equal(loaded.cosines(query, np.arange(9)), index.cosines(query, np.arange(9)))
    assert not list(tmp_path.glob("*.partial"))


def test_saves_over_the_files_it_was_loaded_from(index: VectorIndex, queries: Vectors, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    loaded = VectorIndex.load(tmp_path / "vectors")
    loaded.save(tmp_path / "vectors")
    again = VectorIndex.load(tmp_path / "vectors")
    np.testing.assert_array_equal(again.search(queries[0], 10)[0], loaded.search(queries[0], 10)[0])


@pytest.mark.parametrize("kind", KINDS)
def test_finds_vectors_added_after_a_search(kind: Kind, stored: Vectors) -> None:
    index = VectorIndex(DIMENSION, kind)
    index.add(stored[:11_000])
    index.search(stored[0], 1)
    index.add(stored[11_000:12_000])
    assert len(index) == 12_000
    rows, scores = index.search(stored[11_500], 1)
    assert rows.tolist() == [11_500]
    np.testing.assert_allclose(scores, 1, atol=HALF)


def test_builds_another_kind_when_it_outgrows_its_own(stored: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_kinds, "FLAT_UP_TO", 5_000 * DIMENSION)
    index = VectorIndex(DIMENSION)
    index.add(stored[:5_000])
    index.search(stored[0], 1)
    kinds = [index.kind]
    index.add(stored[5_000:6_000])
    kinds.append(index.kind)
    assert kinds == ["flat", "cells"]
    assert index.search(stored[17], 1)[0].tolist() == [17]
    assert index.search(stored[5_500], 1)[0].tolist() == [5_500]


def test_answers_several_threads_alike(index: VectorIndex, queries: Vectors) -> None:
    expected = [index.search(query, DEPTH)[0] for query in queries]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda query: index.search(query, DEPTH)[0], queries))
    for rows, same in zip(found, expected, strict=True):
        np.testing.assert_array_equal(rows, same)


def test_answers_when_empty(tmp_path: Path) -> None:
    empty = VectorIndex(DIMENSION)
    assert len(empty.search(np.zeros(DIMENSION, np.float32), 5)[0]) == 0
    empty.save(tmp_path / "vectors")
    assert len(VectorIndex.load(tmp_path / "vectors")) == 0


def test_refuses_vectors_of_another_dimension(index: VectorIndex) -> None:
    with pytest.raises(IndexMismatch, match="dimension 32"):
        index.add(np.zeros((1, 8), np.float32))
    with pytest.raises(IndexMismatch, match="dimension 32"):
        index.search(np.zeros(8, np.float32), 1)
    with pytest.raises(IndexMismatch, match="dimension 32"):
        index.cosines(np.zeros(8, np.float32), np.array([0]))


def test_says_what_to_do_when_the_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"not an index")
    with pytest.raises(IndexNotReadable, match="floorwalker index"):
        VectorIndex.load(tmp_path / "vectors")


def test_says_what_to_do_when_the_index_is_of_an_earlier_version(tmp_path: Path) -> None:
    faiss.write_index(faiss.IndexFlatIP(DIMENSION), str(tmp_path / "vectors"))
    with pytest.raises(IndexNotReadable, match="IndexFlatIP of another version: run floorwalker index"):
        VectorIndex.load(tmp_path / "vectors")


def test_says_what_to_do_when_the_vectors_beside_the_index_are_gone_or_others(
    indexes: dict[Kind, VectorIndex], tmp_path: Path
) -> None:
    indexes["cells"].save(tmp_path / "vectors")
    raw = next(tmp_path.glob("*.npy"))
    np.save(raw, np.zeros((3, DIMENSION), np.float16))
    with pytest.raises(IndexMismatch, match="run floorwalker index"):
        VectorIndex.load(tmp_path / "vectors")
    raw.unlink()
    with pytest.raises(IndexNotReadable, match="run floorwalker index"):
        VectorIndex.load(tmp_path / "vectors")
