"""A patched index answers as one built again does: exactly by vectors, nearly by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from data.catalog.products import Catalog, Product
from retrieval.search.encoder import Encoder, Vectors
from retrieval.search.index import ProductIndex
from retrieval.search.lexical import LexicalIndex
from retrieval.search.patches import Patch, PatchedVectors, PatchedWords
from retrieval.search.product_text import lexical_fields
from retrieval.search.vectors import VectorIndex

QUERIES = ("red mouse", "silver laptop 16 gb", "norvik", "wireless", "tablet stylus", "nothing of it")


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(0)


def units(random: np.random.Generator, count: int) -> Vectors:
    vectors = random.normal(size=(count, 8)).astype(np.float32)
    normed: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normed


def patched_at_random(random: np.random.Generator) -> tuple[PatchedVectors, VectorIndex]:
    """Vectors after three changes, and an index of the same built again."""
    built, now = VectorIndex(8), units(random, 40)
    built.add(now)
    patch = Patch.none(40, 8)
    for _ in range(3):
        source = random.permutation(len(now))[: len(now) - 5]
        source[random.random(len(source)) < 0.2] = -1
        new = units(random, int((source < 0).sum()))
        patch = patch.then(source, new, [{} for _ in new])
        after = now[source]
        after[source < 0] = new
        now = after
    again = VectorIndex(8)
    again.add(now)
    return PatchedVectors(built, patch), again


@pytest.mark.parametrize("depth", [0, 1, 7, 1000])
def test_finds_the_same_rows_by_vector_as_an_index_built_anew(random: np.random.Generator, depth: int) -> None:
    patched, again = patched_at_random(random)
    assert len(patched) == len(again)
    allowed: Sequence[npt.NDArray[np.int64] | None] = (None, np.array([9, 3, 3, 20]), np.zeros(0, np.int64))
    for query in units(random, 5):
        for within in allowed:
            rows, cosines = patched.search(query, depth, within)
            expected, expected_cosines = again.search(query, min(depth, 3) if within is not None else depth, within)
            assert rows.tolist() == expected.tolist()
            np.testing.assert_allclose(cosines, expected_cosines, atol=1e-3)  # kept as float16
        some = random.permutation(len(again))[:10]
        np.testing.assert_allclose(patched.stored(some), again.stored(some), atol=1e-3)


def test_lets_go_what_no_row_needs(random: np.random.Generator) -> None:
    patch = Patch.none(3, 8)
    for _ in range(10):
        patch = patch.then(np.array([0, -1, 2]), units(random, 1), [{"lamp": 0.5}])

    assert (len(patch.vectors), len(patch.documents), patch.size) == (1, 1, 1)
    assert patch.rows().tolist() == [0, -1, 2, 1]


def words(catalog: Catalog, products: Sequence[Product]) -> LexicalIndex:
    return LexicalIndex.build([lexical_fields(product, catalog.attributes) for product in products])


def many(catalog: Catalog) -> list[Product]:
    """Three hundred products with words of their own."""
    return [
        replace(product, id=f"{product.id}-{number}", title=f"{product.title} series {number % 7} model m{number}")
        for number in range(20)
        for product in catalog.products
    ]


def test_a_document_beside_the_index_scores_as_if_it_were_in_it(small_catalog: Catalog) -> None:
    products = many(small_catalog)
    whole = words(small_catalog, products)

    beside = [whole.document(lexical_fields(product, small_catalog.attributes)) for product in products]

    for query in QUERIES:
        np.testing.assert_allclose(whole.scores_of(query, beside), whole.scores(query), rtol=1e-5)


def test_words_of_a_patched_index_score_nearly_as_those_of_one_built_anew(small_catalog: Catalog) -> None:
    products = many(small_catalog)
    built, late = products[:330], [replace(product, description="With tablet stylus") for product in products[330:]]
    index = words(small_catalog, built)
    documents = [index.document(lexical_fields(product, small_catalog.attributes)) for product in late]
    source = np.concatenate([np.arange(10, 330), np.full(len(late), -1)])
    patch = Patch.none(330, 8).then(source, np.zeros((len(late), 8), np.float32), documents)

    patched, again = PatchedWords(index, patch), words(small_catalog, [*built[10:], *late])

    for query in QUERIES:
        scores, expected = patched.scores(query), again.scores(query)
        assert scores.shape == expected.shape
        np.testing.assert_allclose(scores, expected, rtol=0.15)
        assert ((scores > 0) == (expected > 0)).all()


def test_a_catalog_without_words_takes_documents(small_catalog: Catalog) -> None:
    index = LexicalIndex.build([])
    document = index.document(lexical_fields(small_catalog.products[0], small_catalog.attributes))

    assert index.scores_of("mouse", [document])[0] > 0


def test_a_changed_index_finds_what_changed(
    small_index: ProductIndex, small_catalog: Catalog, encoder: Encoder, tmp_path: Path
) -> None:
    tablet = Product("tablet-1", "Pell tablet with stylus", category="Tablet")
    kept = np.delete(np.arange(18), [0, 5])
    catalog = replace(small_catalog, products=(*(small_catalog.products[row] for row in kept), tablet))

    changed = small_index.changed(catalog, np.append(kept, -1), encoder.encode)
    again = ProductIndex.load(ProductIndex.build(replace(catalog, version="2"), encoder, tmp_path), encoder)

    assert (len(changed), changed.patched, small_index.patched) == (17, 2, 0)
    for query in QUERIES:
        hits, expected = (index.search(query, encoder.encode([query])[0], 50) for index in (changed, again))
        assert {changed.ids[row] for row in hits.rows} == {again.ids[row] for row in expected.rows}
        assert hits.worded == expected.worded
    stylus = changed.search("tablet stylus", encoder.encode(["tablet stylus"])[0], 5)
    assert changed.ids[stylus.rows[0]] == "tablet-1"
