"""Products learn their type from those most like them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from data.catalog.normalisation import neighbours
from data.catalog.normalisation.neighbours import agreed, likeness_within, near

FEATURES = sp.csr_matrix(normalize([[1, 1, 0, 0], [1, 0.9, 0, 0], [0.9, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0.9]]))


def test_neighbours_weigh_one_together_and_none_is_its_own() -> None:
    weights = near(FEATURES)
    assert np.allclose(weights.sum(axis=1), 1)
    assert not weights.diagonal().any()
    assert weights[0, 3] == 0


def test_a_product_that_names_nothing_takes_what_its_neighbours_name() -> None:
    merits = sp.csr_matrix(np.array([[0.5, 0], [0.5, 0], [0, 0], [0, 0.5], [0, 0]]))
    evidence = agreed(merits, near(FEATURES)).toarray()
    assert evidence.argmax(axis=1).tolist() == [0, 0, 0, 1, 1]
    assert evidence[0].max() > evidence[2].max() > 0, "what the product's own text says counts more"


def test_products_of_a_large_catalog_have_neighbours_in_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 60
    features = sp.csr_matrix(normalize(np.random.default_rng(1).random((count, 6))))
    monkeypatch.setattr(neighbours, "MOST_POOLED", 30)
    weights = near(features)
    assert len(np.unique(weights.nonzero()[1])) <= 30
    assert np.allclose(weights.sum(axis=1), 1)
    assert not weights.diagonal().any()


def test_likeness_is_that_of_two_different_products_of_a_group() -> None:
    groups = sp.csr_matrix(np.array([[1.0, 1, 0, 0, 0], [1, 0, 0, 1, 0], [0, 0, 0, 0, 1]]))
    alike, unlike, alone = likeness_within(groups, FEATURES)
    assert alike > 0.99
    assert unlike == pytest.approx(0)
    assert alone == 1
