"""A trained ranker at work, over an encoder that counts what it is given."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from ranker.candidates import RankingRequest, Vectors
from ranker.encoding import Batcher
from ranker.ensemble import Ensemble
from ranker.errors import RankingFailed
from ranker.features import FEATURES, features
from ranker.network import Encoded, Head, HeadConfig, Heads
from ranker.serving import LearnedRanker
from ranker.statistical import statistics_parts
from tests.ranker.requests import LABELS, candidate, request

DIMENSION = 8


class Counting:
    """Vectors by letters; keeps the texts it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        counts = np.asarray([[text.lower().count(letter) for letter in "abcdefgr"] for text in texts], np.float32)
        unit: Vectors = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)
        return unit


def fresh_heads() -> Heads:
    torch.manual_seed(0)
    return Heads([Head(HeadConfig(DIMENSION, len(FEATURES), FEATURES.index("log narrowing"), 4, 8))])


def trained_heads() -> Heads:
    """With weights in every part, as training leaves them."""
    heads = fresh_heads()
    with torch.no_grad():
        for weights in heads.parameters():
            weights.add_(torch.randn_like(weights) * 0.3)
    return heads


@pytest.fixture
def encode() -> Counting:
    return Counting()


def test_several_heads_side_by_side_score_as_one_after_the_other() -> None:
    torch.manual_seed(1)
    config = HeadConfig(DIMENSION, len(FEATURES), FEATURES.index("log narrowing"), 4, 8)
    heads = Heads([Head(config) for _ in range(3)]).eval()
    with torch.no_grad():
        for weights in [*heads.parameters(), *heads.buffers()]:
            weights.add_(torch.rand_like(weights))
    batch = Encoded(
        query=torch.randn(2, DIMENSION),
        category=torch.randn(2, DIMENSION),
        attributes=torch.randn(2, 5, DIMENSION),
        z=torch.randn(2, 5, len(FEATURES)),
        likeness=torch.rand(2, 5),
        mask=torch.ones(2, 5, dtype=torch.bool),
    )

    with torch.inference_mode():
        together, apart = Ensemble(heads)(batch), heads(batch)

    for one, other in zip(together, apart, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-5)


def test_an_untrained_head_is_the_hand_made_ranker(encode: Counting) -> None:
    asked = request(candidate("Colour", 0.3), candidate("Weight", 0.2), query="")
    ranking = LearnedRanker("v", fresh_heads(), encode, shares_queries=False).rank(asked)

    assert ranking.parts["adapter"] == pytest.approx(statistics_parts(asked.candidates)["narrows"], abs=1e-5)
    assert ranking.weights[0] > ranking.weights[1]
    assert ranking.model_version == "v"


def test_the_language_part_is_the_cosine_before_training(encode: Counting) -> None:
    asked = request(candidate("Bar"), candidate("Gag"), query="bar")
    language = LearnedRanker("v", fresh_heads(), encode, shares_queries=False).rank(asked).parts["language"]

    vectors = Counting()(["bar", "Bar: Red, Blue", "Gag: Red, Blue"])
    assert language == pytest.approx(vectors[1:] @ vectors[0], abs=1e-5)


def test_a_turn_encodes_the_query_and_nothing_else(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_heads(), encode, shares_queries=False)
    ranker.prepare([(label, None, ("Red", "Blue")) for label in LABELS])
    candidates = [candidate(label) for label in LABELS]
    ranker.rank(request(*candidates, query="first", category="Mouse"))
    encode.texts.clear()

    ranker.rank(request(*candidates, query="red mouse", category="Mouse"))
    assert encode.texts == ["red mouse"]


def test_a_shared_language_model_encodes_nothing_at_all(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_heads(), encode, shares_queries=True)
    asked = RankingRequest("red", Counting()(["red"])[0], [candidate("Colour")])
    ranker.rank(asked)
    encode.texts.clear()

    ranker.rank(asked)
    assert encode.texts == []


def test_a_failing_language_model_is_a_failed_ranking() -> None:
    def fail(_texts: Sequence[str]) -> Vectors:
        raise RuntimeError("no memory")

    with pytest.raises(RankingFailed, match="no memory"):
        LearnedRanker("v", trained_heads(), fail, shares_queries=False).rank(request(candidate("Colour"), query="x"))


def test_words_are_explained_by_leaving_each_one_out(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_heads(), encode, shares_queries=False)
    candidates = [candidate(label) for label in LABELS]
    words = ranker.words(request(*candidates, query="red bag"))

    def relative(query: str) -> np.ndarray:
        parts = ranker.rank(request(*candidates, query=query)).parts
        scores = parts["language"] + parts["adapter"]
        return np.asarray(scores - scores.mean())

    expected = relative("red bag") - relative("bag")
    assert [word["red"] for word in words] == pytest.approx(expected.tolist(), abs=1e-3)
    assert ranker.words(request(*candidates)) == [{}] * len(LABELS)


@pytest.mark.parametrize(
    "odd",
    [
        candidate("One value", values=1, split=0.0, entropy=0.0),
        candidate("Many values", values=10_000, entropy=13.3),
        candidate("Sentences", brevity=0.0),
        candidate(""),
        candidate("颜色"),
        candidate("Nothing", 0.0, coverage=0.0, named=0.0, saving=0.0, saving_even=0.0),
        candidate("Long " * 500, kind="numeric"),
    ],
    ids=["one value", "10,000 values", "sentences", "empty label", "another script", "no statistics", "long label"],
)
def test_any_attribute_has_a_weight(odd: object, encode: Counting) -> None:
    asked = request(odd, candidate("Colour"), query="红色 red", declined=["Weight"])  # type: ignore[arg-type]
    weights = LearnedRanker("v", trained_heads(), encode, shares_queries=False).rank(asked).weights

    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(1)
    assert np.isfinite(features(asked.candidates)).all()


def test_no_candidates_have_no_weights(encode: Counting) -> None:
    assert len(LearnedRanker("v", trained_heads(), encode, shares_queries=False).rank(request(query="x")).weights) == 0


def test_requests_that_come_while_one_is_encoded_share_the_next_batch() -> None:
    started, release, batches = threading.Event(), threading.Event(), list[list[str]]()

    def slow(texts: Sequence[str]) -> Vectors:
        batches.append(list(texts))
        started.set()
        assert release.wait(10)
        return Counting()(texts)

    batcher = Batcher(slow)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(batcher, ["a"])
        assert started.wait(10)
        others = [pool.submit(batcher, [text]) for text in ("b", "c", "d")]
        while len(batcher._waiting) < 3:
            pass
        release.set()
        results = [future.result() for future in (first, *others)]

    assert batches[0] == ["a"]
    assert sorted(batches[1]) == ["b", "c", "d"]
    for text, result in zip("abcd", results, strict=True):
        assert result == pytest.approx(Counting()([text]))


def test_a_failed_batch_is_told_to_everybody_in_it() -> None:
    def fail(_texts: Sequence[str]) -> Vectors:
        raise RuntimeError("broken")

    batcher = Batcher(fail)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken"):
            batcher(["a"])
