"""Examples out of what was learned."""

from __future__ import annotations

import numpy as np

from learning.evidence import by_type
from learning.examples import CONFIDENCE, log_examples, value_effects
from learning.shelves import HIGH, Shelves
from learning.signals import signals
from learning.taste import Taste
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import World, conversations


def test_requests_of_a_time_have_the_split_of_that_time(recommender: Recommender, world: World) -> None:
    shelves = Shelves(recommender, recommender.ranker)
    shelf = shelves.of("Mouse")
    assert shelf is not None
    found = signals(conversations(world, 100))
    effects = np.asarray([0.2 if (f.attribute, f.value) == ("weight", HIGH) else 0.0 for f in shelf.features])
    told = by_type(found.choices, [], [])

    examples = log_examples(shelves, told, {"Mouse": Taste(effects, {}, 8.0)}, found.order)

    assert [one.split for one in examples] == ["train", "dev"]
    assert len({one.group for one in examples}) == 2
    example = examples[0]
    place = next(n for n, one in enumerate(example.candidates) if one.name == "weight")
    assert example.affinities[place] == (-CONFIDENCE, CONFIDENCE)
    assert example.relevance[place] == CONFIDENCE
    assert sum(example.relevance) == CONFIDENCE
    assert log_examples(shelves, told, {"Mouse": Taste(0 * effects, {}, 8.0)}, found.order) == []


def test_effects_are_told_by_the_values_that_a_ranker_reads(recommender: Recommender) -> None:
    shelf = Shelves(recommender, recommender.ranker).of("Mouse")
    assert shelf is not None
    effects = np.arange(len(shelf.features), dtype=np.float64)
    by_name = {one.name: one for one in shelf.candidates}

    colour = value_effects(shelf, by_name["colour"], effects)
    assert colour.tolist() == sorted(colour)
    assert len(colour) == len(by_name["colour"].values)
    assert value_effects(shelf, by_name["brand"], effects).tolist() == [0.0] * len(by_name["brand"].values)
