"""Weights from statistics and a language model whose every similarity is known: one word, one axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranker.candidates import AttributeCandidate, RankingRequest, Vectors
from ranker.errors import RankingFailed
from ranker.explanation import sentence
from ranker.statistical import StatisticsRanker, ZeroShotRanker
from ranker.text import attribute_text
from tests.ranker.requests import statistics

AXES = ("colour", "weight", "package", "mouse")


class OneHot:
    """An encoder with one axis a known word; counts how many texts it was given."""

    def __init__(self) -> None:
        self.encoded = 0

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        vectors = np.asarray([[word in text.lower() for word in AXES] for text in texts], np.float32)
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
        return unit


def attribute(label: str, narrowing: float, *, brevity: float = 1.0) -> AttributeCandidate:
    stated = statistics(narrowing, saving=0, saving_even=0, brevity=brevity)
    return AttributeCandidate(label.lower(), label, "categorical", None, (), stated)


def request(*candidates: AttributeCandidate, query: str = "", declined: Sequence[str] = ()) -> RankingRequest:
    vector = OneHot()([query])[0] if query else None
    return RankingRequest(query, vector, candidates, [attribute(label, 0) for label in declined])


def test_weighs_twice_as_much_what_narrows_twice_as_much() -> None:
    ranking = StatisticsRanker().rank(request(attribute("Colour", 0.399), attribute("Weight", 0.199)))

    assert ranking.weights == pytest.approx([2 / 3, 1 / 3], rel=1e-6)  # (0.399 + 0.001) / (0.199 + 0.001) = 2


def test_weights_sum_to_one() -> None:
    candidates = [attribute(f"A{i}", i / 50) for i in range(50)]

    assert StatisticsRanker().rank(request(*candidates)).weights.sum() == pytest.approx(1)


def test_gives_a_tenth_of_the_weight_when_every_value_is_a_sentence() -> None:
    ranking = StatisticsRanker().rank(request(attribute("Colour", 0.3), attribute("Remarks", 0.3, brevity=0.0)))

    assert ranking.weights[0] / ranking.weights[1] == pytest.approx(10)


def test_answers_with_no_weights_when_there_are_no_candidates() -> None:
    assert len(StatisticsRanker().rank(request()).weights) == 0
    assert len(ZeroShotRanker(OneHot(), "one-hot").rank(request(query="mouse")).weights) == 0


def test_lifts_the_attribute_that_the_request_is_about() -> None:
    candidates = attribute("Colour", 0.3), attribute("Weight", 0.3)

    ranking = ZeroShotRanker(OneHot(), "one-hot").rank(request(*candidates, query="light weight mouse"))

    assert ranking.weights[1] > ranking.weights[0]
    assert ranking.parts["fits_request"] == pytest.approx([0, 1 / np.sqrt(2)])  # the query has two known words


def test_lowers_attributes_like_a_declined_one() -> None:
    candidates = attribute("Package height", 0.3), attribute("Colour", 0.3)

    ranking = ZeroShotRanker(OneHot(), "one-hot").rank(request(*candidates, declined=["Package width"]))

    assert ranking.weights[0] < ranking.weights[1]
    assert ranking.parts["like_declined"] == pytest.approx([-1, 0])


def test_sums_the_parts_that_it_reports() -> None:
    candidates = attribute("Colour", 0.3), attribute("Weight", 0.1, brevity=0.5)

    ranking = ZeroShotRanker(OneHot(), "one-hot").rank(request(*candidates, query="weight", declined=["Colour"]))

    raised = np.exp(sum(ranking.parts.values()))
    assert ranking.weights == pytest.approx(raised / raised.sum())
    assert set(ranking.parts) == {"narrows", "brief", "fits_request", "like_declined"}


def test_embeds_an_attribute_once() -> None:
    encoder = OneHot()
    ranker = ZeroShotRanker(encoder, "one-hot")
    ranker.prepare([("Colour", None), ("Weight", "g")])

    for _ in range(3):
        ranker.rank(request(attribute("Colour", 0.3), query="mouse"))

    assert encoder.encoded == 2


def test_says_so_when_the_language_model_fails() -> None:
    def broken(_texts: Sequence[str]) -> Vectors:
        raise RuntimeError("out of memory")

    with pytest.raises(RankingFailed, match="language model failed on 1 attributes"):
        ZeroShotRanker(broken, "broken").rank(request(attribute("Colour", 0.3), query="mouse"))


def test_reads_an_attribute_with_its_unit() -> None:
    assert attribute_text("Weight", "g") == "Weight (g)"
    assert attribute_text("Colour", None) == "Colour"


def test_explains_a_weight_by_the_shares_it_was_made_of() -> None:
    explained = sentence(attribute("Colour", 0.25), 0.31)

    assert explained.startswith("Colour has 31% of the weight: 80% of the nearest products state it, 50% name it")
    assert "move back 25%" in explained
