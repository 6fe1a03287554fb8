"""What simulated shoppers type."""

from __future__ import annotations

import numpy as np

from benchmarks.simulator.shop import Kind
from benchmarks.simulator.shoppers import Crowd
from benchmarks.simulator.tastes import Tastes
from benchmarks.simulator.wordings import instead, request, value_words, written
from benchmarks.simulator.worlds import DEV
from ranker.knowledge.files import read_knowledge


def test_a_request_names_the_type(kind: Kind) -> None:
    crowd = Crowd([kind], Tastes(DEV, 1))
    for seed in range(30):
        said = request(crowd.shopper("s", seed), DEV, np.random.default_rng(seed))
        assert "lamp" in said
        assert "{" not in said


def test_values_are_said_as_people_would() -> None:
    assert value_words("price", 43.2) == "50"
    assert value_words("colour", ("Red", "White")) == "red"
    assert value_words("brightness", 400.0) is None
    assert value_words("note", "far too many words to type here") is None


def test_says_something_else_that_she_wants(kind: Kind) -> None:
    shopper = Crowd([kind], Tastes(DEV, 1)).shopper("s", 3)
    said = {instead(shopper, np.random.default_rng(seed)) for seed in range(20)} - {None}

    assert said


def test_our_own_wordings_are_for_needs_that_there_are_and_in_words_of_our_own() -> None:
    families = read_knowledge().families
    for name, needs in written()["own"].items():
        known = {need.need: need for need in families[name].needs}
        assert needs.keys() == known.keys()
        for need, texts in needs.items():
            assert not {text.casefold() for text in texts} & {said.casefold() for said in known[need].says}
