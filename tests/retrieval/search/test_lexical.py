from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bm25s
import numpy as np
import pytest

from language.terms import Tokeniser
from retrieval.errors import IndexNotReadable
from retrieval.search.lexical import FIELD_WEIGHTS, K1, B, LexicalIndex, best


def document(title: str, **fields: str) -> dict[str, str]:
    return {field: "" for field in FIELD_WEIGHTS} | {"title": title} | fields


DOCUMENTS = [
    document("HP CB435A toner", description="for the LaserJet P1005"),
    document("Memory module 32GB"),
    document('Monitor 27"'),
    document("Wi-Fi router"),
    document("Mousepad black"),
    document("Mousepad red", facts="Textile"),
    document("Cable", description="goes well with a router"),
    document("鼠标 无线"),
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(DOCUMENTS)


def found(index: LexicalIndex, query: str) -> list[int]:
    rows: list[int] = best(index.scores(query), 10)[0].tolist()
    return rows


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("cb435a", 0),
        ("CB-435A toner", 0),
        ("32 gb memory", 1),
        ("32gb", 1),
        ("27 inch monitor", 2),
        ("wifi", 3),
        ("routers", 3),
        ("mouse pads red", 5),
        ("鼠标", 7),
        ("P1005", 0),
    ],
)
def test_finds_codes_measures_and_spellings(index: LexicalIndex, query: str, first: int) -> None:
    assert found(index, query)[0] == first


def test_title_says_more_than_description(index: LexicalIndex) -> None:
    assert found(index, "router") == [3, 6]


@pytest.mark.parametrize("query", ["", "😀😀", "the of and", "zzz", "无"], ids=repr)
def test_finds_little_or_nothing_without_an_error(index: LexicalIndex, query: str) -> None:
    assert set(found(index, query)) <= {7}


def test_reads_a_very_long_query_to_a_limit(index: LexicalIndex) -> None:
    assert found(index, "router " * 10_000)[0] == 3


def test_searches_the_same_after_saving_and_loading(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "words")
    loaded = LexicalIndex.load(tmp_path / "words")
    assert len(loaded) == len(DOCUMENTS)
    np.testing.assert_array_equal(loaded.scores("mouse pad"), index.scores("mouse pad"))
    assert not list(tmp_path.rglob("*.pkl"))


def test_says_what_to_do_when_the_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(IndexNotReadable, match="floorwalker index"):
        LexicalIndex.load(tmp_path)


@pytest.mark.parametrize("documents", [[], [document("")], [document("the of"), document("😀")]], ids=len)
def test_indexes_a_catalog_without_a_word(documents: list[dict[str, str]], tmp_path: Path) -> None:
    index = LexicalIndex.build(documents)
    assert found(index, "mouse") == []
    index.save(tmp_path / "words")
    assert len(LexicalIndex.load(tmp_path / "words")) == len(documents)


def test_searches_the_same_from_several_threads(index: LexicalIndex) -> None:
    queries = ["mouse pads red", "router", "CB435A toner", "32 gb"] * 25
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: found(index, query), queries)) == [found(index, q) for q in queries]


def test_best_breaks_ties_by_row_and_keeps_to_the_allowed() -> None:
    scores = np.array([1, 3, 1, 0, 1], np.float32)
    assert best(scores, 3)[0].tolist() == [1, 0, 2]
    assert best(scores, 3, np.array([4, 3, 2]))[0].tolist() == [2, 4]
    assert best(scores, 0)[0].tolist() == []


def test_coverage_is_the_share_of_the_terms_that_a_row_has(index: LexicalIndex) -> None:
    assert index.coverage("black mousepad", np.array([4, 5, 6])).tolist() == [1, 0.5, 0]
    assert index.coverage("unheard-of", np.array([4])).tolist() == [0]
    assert index.coverage("", np.array([4])).tolist() == [0]


def test_scores_as_bm25s_does_with_each_word_repeated_by_its_weight() -> None:
    documents = [
        {"title": "Red mouse, wireless", "category": "Mouse", "facts": "red 2 buttons", "description": "A mouse."},
        {"title": "Laptop 15in", "category": "Laptop", "facts": "", "description": "With a mouse pad and a red lid."},
        {"title": "Cable", "category": "", "facts": "2 m", "description": ""},
    ]
    index, tokeniser = LexicalIndex.build(documents), Tokeniser()
    repeated = [
        [term for field, weight in FIELD_WEIGHTS.items() for term in weight * tokeniser.terms(document[field])]
        for document in documents
    ]
    own = bm25s.BM25(k1=K1, b=B, method="lucene")
    own.index(repeated, show_progress=False)

    for query in ("mouse", "red mouse 2", "laptop cable"):
        np.testing.assert_allclose(index.scores(query), own.get_scores(tokeniser.terms(query)), rtol=1e-5)
