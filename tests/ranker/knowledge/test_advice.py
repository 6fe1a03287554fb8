"""What knowledge says of a request, by a language model whose every text is an axis that one of its words names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from data.catalog.products import AttributeKind
from ranker.candidates import ANSWERS, DIRECTIONS, AttributeCandidate, Vectors
from ranker.features import UNSEEN
from ranker.knowledge.advice import Advisor, served
from ranker.knowledge.families import Decision, Family, Need
from ranker.knowledge.linking import LinkedFamily

WORDS = ("trains", "games", "other")


class Words:
    """A language model; counts what it reads."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.read += len(texts)
        known = [[float(word in text) for word in WORDS] for text in texts]
        vectors = np.asarray([[0.1, *axes] if any(axes) else [1.0, *axes] for axes in known], np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def candidate(name: str, values: tuple[str, ...]) -> AttributeCandidate:
    kind: AttributeKind = "numeric" if values == DIRECTIONS else "boolean" if values == ANSWERS else "categorical"
    return AttributeCandidate(name, name.title(), kind, None, values, UNSEEN)


WEIGHT, TYPE, COLOUR = candidate("weight", DIRECTIONS), candidate("type", ("Gaming", "Travel")), candidate("colour", ())
ON_TRAINS = Need(need="trains", says=["on trains"], decides=[Decision(concept="weight", grade=3, wants="low")])
GAMES = Need(need="games", says=["fast games"], decides=[Decision(concept="type", grade=3, wants=["Gaming"])])


@pytest.fixture
def linked() -> LinkedFamily:
    matters = {"weight": 1.0, "type": 2.0}
    values = {"type": ["Gaming", "Travel"]}
    family = Family(family="mouse", names=["mouse"], matters=matters, values=values, needs=[ON_TRAINS, GAMES])
    return LinkedFamily(family, {"weight": "weight", "type": "type"})


def test_says_what_the_nearest_need_asks(linked: LinkedFamily) -> None:
    model = Words()

    advice = Advisor(model).advise(linked, [WEIGHT, TYPE, COLOUR], model(["long trains"])[0])

    assert advice.need is ON_TRAINS
    assert advice.certainty == 1
    assert advice.grades[:2] == pytest.approx([3.0, 0.8], abs=0.05)
    assert np.isnan(advice.grades[2])
    assert advice.affinities[0] == pytest.approx([1, -1], abs=0.01)
    assert not advice.affinities[2].size


def test_a_bare_name_speaks_of_no_need_and_what_is_far_from_all_says_nothing(linked: LinkedFamily) -> None:
    model = Words()
    advisor = Advisor(model)

    bare = advisor.advise(linked, [WEIGHT, TYPE], model(["mouse"])[0])
    far = advisor.advise(linked, [WEIGHT, TYPE], model(["other"])[0])

    assert bare.need is None
    assert bare.grades == pytest.approx([1.0, 2.0], abs=0.01)
    assert far.certainty == 0
    assert far.need is None


def test_reads_the_sayings_of_a_family_once(linked: LinkedFamily) -> None:
    model = Words()
    advisor = Advisor(model)
    advisor.prepare([linked.family])
    read = model.read

    for _ in range(2):
        advisor.advise(linked, [WEIGHT], np.full(4, 0.5, np.float32))

    assert model.read == read


def test_serves_in_the_shops_own_words() -> None:
    words = candidate("lighting", ("RGB", "None"))
    yes = Decision(concept="lighting", grade=3, wants=True)

    assert served(yes, candidate("lighting", ANSWERS)).tolist() == [1, -1]
    assert served(Decision(concept="type", grade=3, wants=["gaming"]), TYPE).tolist() == [1, 0]
    assert served(yes, words)[0] == 1
    assert served(None, WEIGHT).tolist() == [0, 0]
