"""How useful a question is, by a language model whose every similarity is known: one word, one axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranker.candidates import AttributeCandidate, RankingRequest, Vectors
from ranker.usefulness import Usefulness, label_text
from tests.ranker.requests import candidate

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


def request(*candidates: AttributeCandidate, query: str = "", declined: Sequence[str] = ()) -> RankingRequest:
    vector = OneHot()([query])[0] if query else None
    return RankingRequest(query, vector, candidates, [candidate(label) for label in declined])


def test_lifts_the_attribute_that_the_request_is_about() -> None:
    colour, weight = Usefulness(OneHot())(request(candidate("Colour"), candidate("Weight"), query="light weight mouse"))

    assert weight - colour == pytest.approx(1 / np.sqrt(2))  # the query has two known words


def test_lowers_attributes_like_a_declined_one() -> None:
    asked = request(candidate("Package height"), candidate("Colour"), declined=["Package width"])
    package, colour = Usefulness(OneHot())(asked)

    assert colour - package == pytest.approx(1)


def test_embeds_an_attribute_once() -> None:
    encoder = OneHot()
    useful = Usefulness(encoder)
    useful.prepare(["Colour", "Weight (g)"])
    for _ in range(3):
        useful(request(candidate("Colour"), query="mouse"))

    assert encoder.encoded == 2
    assert len(useful(request(query="mouse"))) == 0


def test_reads_an_attribute_with_its_unit() -> None:
    assert label_text("Weight", "g") == "Weight (g)"
    assert label_text("Colour", None) == "Colour"
