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
from ranker.errors import RankingFailed
from ranker.features import FEATURES, features
from ranker.network import Encoded, Head, HeadConfig
from ranker.serving import LearnedRanker
from ranker.text import text_of, value_texts
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


def fresh_head() -> Head:
    return Head(HeadConfig(DIMENSION, len(FEATURES)))


def trained_head() -> Head:
    """With weights in every part, as training leaves them."""
    torch.manual_seed(0)
    head = fresh_head()
    with torch.no_grad():
        for weights in head.parameters():
            weights.add_(torch.randn_like(weights) * 0.3)
    return head


@pytest.fixture
def encode() -> Counting:
    return Counting()


def test_before_training_it_is_the_cosine_of_the_language_model(encode: Counting) -> None:
    asked = request(candidate("Bar"), candidate("Gag"), query="bar", category="Bag")
    ranking = LearnedRanker("v", fresh_head().served(), encode, shares_queries=False).rank(asked)

    query = Counting()(["bar"])[0]
    texts = Counting()([text_of("Bag", own) for own in asked.candidates])
    assert ranking.parts["language"] == pytest.approx(10 * texts @ query, abs=1e-5)
    assert ranking.parts["adapter"] == pytest.approx(np.zeros(2))
    assert ranking.affinities[0] == pytest.approx(np.tanh(2 * Counting()(value_texts(asked.candidates[0])) @ query))
    assert ranking.model_version == "v"


def test_serves_what_the_network_computes(encode: Counting) -> None:
    head = trained_head()
    asked = request(*[candidate(label, named=place / 9) for place, label in enumerate(LABELS)], query="red bag")
    texts = [text_of("", own) for own in asked.candidates]
    values = [value_texts(own) for own in asked.candidates]
    every = [asked.query, *texts, *(text for own in values for text in own)]
    numbers = torch.arange(1 + len(texts), len(every)).view(1, len(texts), -1)
    batch = Encoded(
        vectors=torch.from_numpy(Counting()(every)),
        query=torch.tensor([0]),
        attributes=torch.arange(1, 1 + len(texts))[None],
        values=numbers,
        z=torch.from_numpy(features(asked.candidates))[None],
    )
    with torch.inference_mode():
        scores = head(batch)

    ranking = LearnedRanker("v", head.served(), encode, shares_queries=False).rank(asked)
    assert ranking.parts["language"] == pytest.approx(scores.language[0].numpy(), abs=1e-4)
    assert ranking.parts["adapter"] == pytest.approx(scores.adapter[0].numpy(), abs=1e-4)
    assert np.stack(ranking.affinities) == pytest.approx(scores.affinity[0].numpy(), abs=1e-4)


def test_a_turn_encodes_the_query_and_nothing_else(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_head().served(), encode, shares_queries=False)
    candidates = [candidate(label) for label in LABELS]
    ranker.prepare([("Mouse", candidates)])
    encode.texts.clear()

    ranker.rank(request(*candidates, query="red mouse", category="Mouse"))
    assert encode.texts == ["red mouse"]


def test_a_shared_language_model_encodes_nothing_at_all(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_head().served(), encode, shares_queries=True)
    asked = RankingRequest("red", Counting()(["red"])[0], [candidate("Colour")])
    ranker.rank(asked)
    encode.texts.clear()

    ranker.rank(asked)
    assert encode.texts == []


def test_a_failing_language_model_is_a_failed_ranking() -> None:
    def fail(_texts: Sequence[str]) -> Vectors:
        raise RuntimeError("no memory")

    with pytest.raises(RankingFailed, match="no memory"):
        LearnedRanker("v", trained_head().served(), fail, shares_queries=False).rank(
            request(candidate("Colour"), query="x")
        )


def test_words_are_explained_by_leaving_each_one_out(encode: Counting) -> None:
    ranker = LearnedRanker("v", trained_head().served(), encode, shares_queries=False)
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
        candidate("Nothing", 0.0, coverage=0.0, named=0.0),
        candidate("Long " * 500, kind="numeric"),
    ],
    ids=["one value", "10,000 values", "sentences", "empty label", "another script", "no statistics", "long label"],
)
def test_any_attribute_has_a_weight(odd: object, encode: Counting) -> None:
    asked = request(odd, candidate("Colour"), query="红色 red", declined=["Weight"])  # type: ignore[arg-type]
    weights = LearnedRanker("v", trained_head().served(), encode, shares_queries=False).rank(asked).weights

    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(1)
    assert np.isfinite(features(asked.candidates)).all()


def test_no_candidates_have_no_weights(encode: Counting) -> None:
    assert (
        len(LearnedRanker("v", trained_head().served(), encode, shares_queries=False).rank(request(query="x")).weights)
        == 0
    )


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
