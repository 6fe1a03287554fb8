from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.catalog.products import Catalog
from retrieval.errors import IndexMismatch, IndexNotReadable
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Encoder
from retrieval.search.index import KEPT, ProductIndex, current, publish, read_manifest
from tests.tiny_model import save_tiny_model


def found(index: ProductIndex, encoder: Encoder, query: str, depth: int = 5) -> list[str]:
    hits = index.search(query, encoder.encode([query])[0], depth)
    return [index.ids[row] for row in hits.rows]


@pytest.fixture
def built(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> Path:
    return ProductIndex.build(small_catalog, encoder, tmp_path / "indexes")


def test_rows_stand_in_the_order_of_the_catalog(small_index: ProductIndex, small_catalog: Catalog) -> None:
    assert small_index.ids == [product.id for product in small_catalog.products]
    assert small_index.catalog_version == small_catalog.version


def test_finds_products_by_their_words_first(small_index: ProductIndex, encoder: Encoder) -> None:
    best = found(small_index, encoder, "wireless mouse red")[:2]
    assert set(best) == {"mouse-8", "mouse-10"}


def test_scores_fall_from_at_most_one(small_index: ProductIndex, encoder: Encoder) -> None:
    hits = small_index.search("red mouse", encoder.encode(["red mouse"])[0], 10)
    assert hits.rows.dtype == np.int32
    assert 0 <= hits.scores[-1] <= hits.scores[0] <= 1
    assert (np.diff(hits.scores) <= 0).all()


def test_gives_every_product_once_when_asked_for_more_than_there_are(
    small_index: ProductIndex, encoder: Encoder
) -> None:
    assert sorted(found(small_index, encoder, "mouse", 1000)) == sorted(small_index.ids)


def test_keeps_to_the_allowed_rows(small_index: ProductIndex, encoder: Encoder) -> None:
    hits = small_index.search("mouse", encoder.encode(["mouse"])[0], 10, np.array([12, 13, 0]))
    assert sorted(hits.rows.tolist()) == [0, 12, 13]
    nothing = small_index.search("mouse", encoder.encode(["mouse"])[0], 10, np.empty(0, np.int64))
    assert len(nothing.rows) == len(nothing.scores) == 0


@pytest.mark.parametrize(
    "query", ["", "😀😀", "无线鼠标", "the of and", "word " * 10_000, "<script>"], ids=lambda q: q[:9]
)
def test_answers_any_query(small_index: ProductIndex, encoder: Encoder, query: str) -> None:
    assert len(found(small_index, encoder, query)) == 5


def test_searches_the_same_from_several_threads(small_index: ProductIndex, encoder: Encoder) -> None:
    queries = ["red mouse", "laptop 16 GB", "wired", "Aster"] * 10
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda query: found(small_index, encoder, query), queries))
    assert results == [found(small_index, encoder, query) for query in queries]


def test_reports_progress_in_products(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with EmbeddingCache(tmp_path / "cache.db") as cache:
        ProductIndex.build(small_catalog, encoder, tmp_path, cache, lambda done, total: seen.append((done, total)))
    assert seen[0] == (3, 18)  # three laptops read the same as another one
    assert seen[-1] == (18, 18)


def test_indexes_an_empty_catalog(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> None:
    folder = ProductIndex.build(replace(small_catalog, products=()), encoder, tmp_path)
    assert found(ProductIndex.load(folder, encoder), encoder, "mouse") == []


def test_nothing_is_current_until_it_is_published(built: Path) -> None:
    assert current(built.parent) is None
    publish(built)
    assert current(built.parent) == built


def test_leaves_a_complete_index_of_the_same_catalog_alone(
    small_catalog: Catalog, encoder: Encoder, built: Path
) -> None:
    before = (built / "manifest.json").stat().st_mtime_ns
    assert ProductIndex.build(small_catalog, encoder, built.parent) == built
    assert (built / "manifest.json").stat().st_mtime_ns == before


def test_leaves_no_trace_when_building_fails(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ProductIndex.build(small_catalog, encoder, tmp_path / "indexes", progress=interrupt)
    assert list((tmp_path / "indexes").iterdir()) == []


def test_keeps_the_last_two_and_the_current_one(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> None:
    folders = []
    for version in ("1", "2", "3", "4"):
        folders.append(ProductIndex.build(replace(small_catalog, version=version), encoder, tmp_path))
        publish(folders[-1])
    assert current(tmp_path) == folders[-1]
    assert [folder.exists() for folder in folders] == [False, False, True, True]
    assert KEPT == 2


def test_a_half_written_folder_is_never_loaded(built: Path, encoder: Encoder) -> None:
    publish(built)
    (built / "manifest.json").unlink()
    assert current(built.parent) is None
    with pytest.raises(IndexNotReadable, match="not a complete index: run floorwalker index"):
        ProductIndex.load(built, encoder)
    with pytest.raises(IndexNotReadable):
        publish(built)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', "null"])
def test_a_damaged_manifest_is_never_loaded(built: Path, content: str) -> None:
    (built / "manifest.json").write_text(content)
    with pytest.raises(IndexNotReadable):
        read_manifest(built)


def test_refuses_an_index_of_another_format(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())
    (built / "manifest.json").write_text(json.dumps(manifest | {"format": 0}))
    with pytest.raises(IndexNotReadable, match="format 0"):
        read_manifest(built)


def test_refuses_an_index_of_another_language_model(built: Path, tmp_path: Path) -> None:
    other = Encoder(str(save_tiny_model(tmp_path / "other", 1)))
    with pytest.raises(IndexMismatch, match="another language model"):
        ProductIndex.load(built, other)


def test_refuses_parts_that_do_not_belong_together(built: Path, encoder: Encoder) -> None:
    products = json.loads((built / "products.json").read_text())
    (built / "products.json").write_text(json.dumps(products | {"ids": products["ids"][1:]}))
    with pytest.raises(IndexMismatch, match="17 ids, 18 vectors and 18 texts"):
        ProductIndex.load(built, encoder)


def test_there_is_no_current_one_where_there_is_no_folder(tmp_path: Path) -> None:
    assert current(tmp_path / "nowhere") is None
