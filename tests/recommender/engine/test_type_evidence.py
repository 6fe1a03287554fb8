"""How certain the types read are: what a search finds speaks for them or does not."""

from __future__ import annotations

import pytest

from recommender.engine.recommender import Recommender
from recommender.engine.type_evidence import type_certainty
from recommender.protocol.understand import UnderstandRequest
from retrieval.understanding.message import Understood


def test_a_type_that_the_search_finds_too_is_certain(recommender: Recommender) -> None:
    read = recommender.understand(UnderstandRequest(text="a wireless mouse"))

    assert read.product_types
    assert read.type_certainty > 0.5


def test_a_type_of_which_the_search_finds_nothing_is_a_guess(recommender: Recommender) -> None:
    types = recommender.understand(UnderstandRequest(text="a laptop")).product_types
    other = Understood(product_types=types, constraints=[], rest="mouse", thing="mouse")

    assert type_certainty(recommender.lookups, other) < 0.3


@pytest.mark.parametrize("text", ["hello", "something red"])
def test_without_a_type_there_is_nothing_to_be_certain_of(recommender: Recommender, text: str) -> None:
    assert recommender.understand(UnderstandRequest(text=text)).type_certainty == 0.0
