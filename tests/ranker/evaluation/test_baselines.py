"""Baselines at their edges: nothing to weigh, nothing known of a word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ranker.candidates import Vectors
from ranker.evaluation.baselines import Cosine, LearnedPrior, WordVectors, coverage, texts_of
from tests.ranker.requests import candidate, examples, request


def axes(texts: Sequence[str]) -> Vectors:
    return np.asarray([["red" in text.lower(), "weight" in text.lower()] for text in texts], np.float32)


def test_weights_are_in_proportion_to_the_statistic() -> None:
    pair = (candidate("Colour", coverage=0.6), candidate("Weight", coverage=0.2))

    assert coverage().rank(request(*pair)).weights == pytest.approx([0.75, 0.25])


def test_the_cosine_reads_attributes_and_values() -> None:
    found = Cosine(axes).rank(request(candidate("Memory"), candidate("Weight"), query="weight"))

    assert found.weights == pytest.approx(np.asarray([1, np.exp(10)]) / (1 + np.exp(10)))
    assert [own.tolist() for own in found.affinities] == [[0, 0], [1, 1]]
    assert len(Cosine(axes).rank(request(query="red")).weights) == 0


def test_a_label_is_worth_its_mean_grade_drawn_to_the_mean_of_all() -> None:
    some = examples(30)
    grades = np.asarray([example.relevance for example in some])
    weights = LearnedPrior(some).rank(request(*some[0].candidates)).weights

    # The mean of all counts as five requests more.
    expected = (grades.sum(axis=0) + 5 * grades.mean()) / 35
    assert weights == pytest.approx(expected / expected.sum(), rel=1e-5)


def test_words_are_near_those_that_share_them_and_nothing_is_near_what_is_unknown() -> None:
    texts = texts_of(examples(60)) + [f"product number {number} for a use" for number in range(300)]
    encode = WordVectors(texts)
    colour, again, memory, unknown = encode(["mouse colour 1", "cup colour 2", "cup memory 3", "жж"])

    assert np.linalg.norm(colour) == pytest.approx(1, abs=1e-5)
    assert colour @ again > colour @ memory
    assert np.abs(unknown).max() == 0


def test_every_text_is_named_once() -> None:
    texts = texts_of(examples(20))

    assert len(texts) == len(set(texts))
    assert {"Colour: Red", "Mouse: Colour: Red, Blue"} <= set(texts)
