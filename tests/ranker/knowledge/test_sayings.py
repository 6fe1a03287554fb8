"""Which need a request speaks of, by a language model whose every text is an axis that its first word names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ranker.candidates import Vectors
from ranker.knowledge.families import Decision, Family, Need
from ranker.knowledge.sayings import Sayings

WORDS = ("mouse", "trains", "games", "other")


class Words:
    """A language model; counts what it reads."""

    def __init__(self) -> None:
        self.read = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.read += len(texts)
        known = [[float(word in text) for word in WORDS[1:]] for text in texts]
        vectors = np.asarray([[0.3, *axes] if any(axes) else [1.0, *axes] for axes in known], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def family() -> Family:
    decides = [Decision(concept="weight", grade=3)]
    travel = Need(need="travel", says=["on trains"], decides=decides)
    return Family(family="mouse", names=["mouse"], needs=[travel, Need(need="play", says=["games"], decides=decides)])


def test_takes_the_need_of_the_nearest_saying() -> None:
    model, known = Words(), family()
    sayings = Sayings(model.encode)

    assert sayings.nearest(known, model.encode(["games all night"])[0]) is known.needs[1]
    assert sayings.nearest(known, model.encode(["long trains"])[0]) is known.needs[0]


def test_a_bare_name_and_what_is_far_from_all_speak_of_none() -> None:
    model = Words()

    assert Sayings(model.encode).nearest(family(), model.encode(["mouse"])[0]) is None
    assert Sayings(model.encode).nearest(family(), model.encode(["other"])[0]) is None
    assert Sayings(model.encode).nearest(Family(family="bare"), model.encode(["other"])[0]) is None


def test_encodes_a_family_once() -> None:
    model, known = Words(), family()
    sayings = Sayings(model.encode)
    sayings.prepare([known])
    read = model.read
    query = np.ones(4, np.float32) / 2

    sayings.nearest(known, query)
    sayings.nearest(known, query)

    assert model.read == read
