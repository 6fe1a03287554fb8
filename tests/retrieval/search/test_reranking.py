from __future__ import annotations

import numpy as np
import pytest

from retrieval.search.reranking import RERANKED, Evidence, Reranker, is_made_for, modifies, type_heads

TITLES = ["Acme monitor stand", "Acme 27 inch monitor", "Arm for monitor", "Monitor"]
TYPES = ["Monitor stand", "Flat panel monitor", "Arm"]


def level(rows: int, **other: list[float]) -> Evidence:
    """The same evidence for every row, but for what is given."""
    kinds = ("fused", "words", "word_ranks", "nearness", "near_ranks", "feedback", "coverage")
    return Evidence(**{kind: np.asarray(other.get(kind, [0.5] * rows)) for kind in kinds})


def test_heads_are_the_last_words_of_types() -> None:
    assert type_heads([*TYPES, "HDMI 2.1", ""]) == {"stand", "monitor", "arm"}


@pytest.mark.parametrize(
    ("title", "expected"), [("monitor stand", True), ("27 inch monitor", False), ("stand", False), ("monitor", False)]
)
def test_word_before_another_thing_only_modifies_it(title: str, expected: bool) -> None:
    assert modifies("monitor", title.split(), {"stand", "monitor"}) is expected


def test_thing_made_for_another_is_not_it() -> None:
    assert is_made_for("ipad", ["keyboard", "for", "new", "ipad", "air"])
    assert not is_made_for("keyboard", ["keyboard", "for", "ipad"])


def test_what_the_query_names_comes_before_its_accessories() -> None:
    scores = Reranker(TITLES, TYPES).scores("monitors", np.arange(4), level(4))
    assert np.argsort(-scores, kind="stable").tolist() == [1, 3, 2, 0]


def test_products_with_all_of_the_words_come_first_among_equals() -> None:
    scores = Reranker(TITLES, TYPES).scores("monitor", np.array([1, 3]), level(2, coverage=[0.0, 1.0]))
    assert scores[1] > scores[0]


def test_rows_beyond_the_second_look_stay_below_and_in_order() -> None:
    rows = RERANKED + 50
    fused = np.linspace(1, 0.1, rows).tolist()
    reranker = Reranker([f"Thing {row}" for row in range(rows)], ["Thing"])
    scores = reranker.scores("thing", np.arange(rows), level(rows, fused=fused, words=fused))
    assert scores[:RERANKED].min() >= scores[RERANKED:].max()
    assert (np.diff(scores[RERANKED:]) <= 0).all()
    assert ((scores >= 0) & (scores <= 1)).all()


@pytest.mark.parametrize("query", ["", "the of", "😀"])
def test_query_without_words_is_scored_by_evidence_alone(query: str) -> None:
    scores = Reranker(TITLES, TYPES).scores(query, np.arange(4), level(4))
    assert np.ptp(scores) == pytest.approx(0)
    assert len(Reranker([], []).scores(query, np.arange(0), level(0))) == 0
