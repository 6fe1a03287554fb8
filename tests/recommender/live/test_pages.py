"""Questions to the pages: one, or several that ask the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from floorwalker.settings import ROOT
from recommender.live.pages import Pages
from recommender.protocol.passages import PageQuestion, PassageRequest
from retrieval.pages.passages import LEAST, read_page, write_passages
from retrieval.search.encoder import Encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder("", device="cpu")


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    write_passages(read_page(ROOT / "data" / "demo" / "pages" / "delivery.md"), tmp_path / "pages.json")
    return Pages(tmp_path / "pages.json")


def asking(*texts: str, weights: tuple[float, ...] = (1.0, 1.0), **fields: float) -> PassageRequest:
    questions = [PageQuestion(text=text, weight=weight) for text, weight in zip(texts, weights, strict=False)]
    return PassageRequest.model_validate({"questions": questions, **fields})


def test_one_question_is_answered_by_what_is_near_enough(pages: Pages, encoder: Encoder) -> None:
    found = pages.answer(asking("how long does a parcel take?"), encoder)

    assert found.passages[0].heading == "Delivery time"
    assert found.passages[0].score == found.passages[0].scores[0] >= LEAST
    assert pages.answer(asking("who painted the red house"), encoder).passages == []


def test_of_several_the_passage_nearest_to_all_is_first(pages: Pages, encoder: Encoder) -> None:
    texts = ("delivery time", "what does it cost")
    found = pages.answer(asking(*texts, weights=(3.0, 1.0), limit=8, least=0.0), encoder)

    for passage in found.passages:
        assert passage.score == pytest.approx((3 * passage.scores[0] + passage.scores[1]) / 4, abs=1e-3)
    assert [p.score for p in found.passages] == sorted((p.score for p in found.passages), reverse=True)
