"""Wordings of attributes as vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranker.candidates import AttributeCandidate, Vectors
from ranker.features import UNSEEN
from recommender.engine.wordings import MOST_VALUES, Nearness, TextVectors, Worded, worded


def of_letters(texts: Sequence[str]) -> Vectors:
    return np.asarray([[text.count(letter) for letter in "abc"] for text in texts], np.float32)


def test_labels_and_values_are_worded_but_neither_brand_nor_type() -> None:
    values = tuple(f"Kind {n}" for n in range(MOST_VALUES + 2))
    candidates = [
        AttributeCandidate("category", "Category", "categorical", None, ("Mouse",), UNSEEN),
        AttributeCandidate("brand", "Brand", "categorical", None, ("Aster",), UNSEEN),
        AttributeCandidate("kind", "Kind", "categorical", None, values, UNSEEN),
        AttributeCandidate("weight", "Weight", "numeric", "g", ("low", "high"), UNSEEN),
    ]

    said = worded("Mouse", candidates, None, None)

    assert said.texts == ["Kind", *(f"Kind: {value}" for value in values[:MOST_VALUES]), "Weight"]
    assert said.needs == ()


def test_the_nearest_wording_of_an_attribute_counts() -> None:
    near = Nearness().with_wording(None, 0.3).with_wording("Red", 0.2).with_wording("Blue", 0.35)

    assert near.score == pytest.approx(0.35)
    assert near.value == "Blue"
    assert near.claim("colour") is None  # the label alone is as near

    claim = near.with_wording("Green", 0.6).claim("colour")
    assert claim is not None
    assert (claim.attribute, claim.value) == ("colour", "Green")


def test_a_text_is_encoded_once() -> None:
    seen: list[str] = []

    def encode(texts: Sequence[str]) -> Vectors:
        seen.extend(texts)
        return of_letters(texts)

    vectors = TextVectors(encode)
    vectors.prepare(["a", "b"])
    again = vectors.of(["b", "a", "c", "a"])

    assert seen == ["a", "b", "c"]
    assert again.tolist() == of_letters(["b", "a", "c", "a"]).tolist()
    assert vectors.question("a b").tolist() == vectors.question("a b").tolist() == [1, 1, 0]
    assert seen == ["a", "b", "c", "a b"]
    assert vectors.of([]).shape[0] == 0


def test_of_a_type_that_says_nothing_nothing_is_near() -> None:
    nothing = Worded((), ()).encoded(TextVectors(lambda texts: np.zeros((len(texts), 4), np.float32)))
    question = np.ones(4, np.float32)
    assert (nothing.nearest(question), nothing.need(question)) == ({}, None)
