from __future__ import annotations

import numpy as np
import pytest

from retrieval.search.fusion import Search, fuse, reciprocal_ranks, relative, union


def test_union_has_every_row_once() -> None:
    assert union(np.array([5, 1]), np.array([1, 9])).tolist() == [1, 5, 9]


def test_row_that_is_first_everywhere_scores_one() -> None:
    rows = np.array([3, 8])
    search = Search(np.array([8, 3]), np.array([0.2, 0.4], np.float32))
    # 3 is second by rank (61/62) and scores half of the best.
    assert fuse(rows, [search, search]).tolist() == pytest.approx([(61 / 62 + 0.5) / 2, 1])


def test_search_that_found_nothing_does_not_count() -> None:
    rows = np.array([3, 8])
    found = Search(np.array([8, 3]), np.array([0.2, 0.4], np.float32))
    nothing = Search(np.empty(0, np.int64), np.zeros(2, np.float32))
    np.testing.assert_array_equal(fuse(rows, [found, nothing]), fuse(rows, [found]))
    assert fuse(rows, [nothing]).tolist() == [0, 0]


def test_rows_not_found_have_no_reciprocal_rank() -> None:
    assert reciprocal_ranks(np.array([1, 2, 4]), np.array([4, 1])).tolist() == pytest.approx([61 / 62, 0, 1])


def test_relative_scores_are_never_below_zero() -> None:
    assert relative(np.array([-0.5, 0.25, 0.5], np.float32)).tolist() == [0, 0.5, 1]
    assert relative(np.array([-0.5, -1], np.float32)).tolist() == [0, 0]
