"""What shoppers of a type go by, from shoppers whose taste is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from learning.evidence import Evidence, by_type
from learning.examination import Examination, flat, usual
from learning.shelves import Shelves
from learning.signals import Choice, signals
from learning.taste import Scales, Taste, taste
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import World, conversations


def learned(
    recommender: Recommender, world: World, number: int, examined: Examination | None = None, purpose: str | None = None
) -> tuple[Evidence, Taste]:
    found = signals(conversations(world, number))
    choices = [replace(one, purpose=purpose) for one in found.choices]
    told = by_type(choices, found.answers, found.mentions)["Mouse"]
    shelves = Shelves(recommender, recommender.ranker)
    shelf = shelves.of("Mouse")
    assert shelf is not None
    evidence = Evidence.of(shelves, shelf, told, examined or usual())
    return evidence, taste(evidence, Scales(), dict.fromkeys(found.order, 1.0))


def effect(evidence: Evidence, of: np.ndarray, attribute: str, value: str) -> float:
    place = next(n for n, f in enumerate(evidence.shelf.features) if (f.attribute, f.value) == (attribute, value))
    return float(of[place])


def test_without_choices_nothing_is_learned(recommender: Recommender, world: World) -> None:
    evidence, _ = learned(recommender, world, 20)

    assert not taste(evidence, Scales(), {}).plain.any()


def test_more_conversations_lead_farther_from_day_one(recommender: Recommender, world: World) -> None:
    few, many = (learned(recommender, world, number) for number in (10, 300))

    assert 0 < effect(*few_plain(few), "connectivity", "Wired") < effect(*few_plain(many), "connectivity", "Wired")


def few_plain(found: tuple[Evidence, Taste]) -> tuple[Evidence, np.ndarray]:
    return found[0], found[1].plain


def test_a_purpose_is_what_it_is_beyond_its_type(recommender: Recommender, world: World) -> None:
    evidence, found = learned(recommender, world, 200, purpose="travel")

    assert effect(evidence, found.of("travel"), "connectivity", "Wired") > 0
    assert found.of("unknown").tolist() == found.plain.tolist()


def test_places_are_no_taste(recommender: Recommender, world: World) -> None:
    """The first place is clicked most: who takes clicks as they come believes what stands there."""
    biased = replace(world, wanted={}, place_bias=3.0)
    first = sorted(product.id for product in world.catalog.products if product.category == "Mouse")[:6]
    corrected, raw = (
        _of(recommender, [_first(one, first) for one in signals(conversations(biased, 400)).choices], examined)
        for examined in (Examination(tuple(float(1 / np.log2(n + 2) ** 3) for n in range(5)), 99), flat())
    )

    assert np.abs(corrected.plain).max() < np.abs(raw.plain).max()


def _first(choice: Choice, ids: list[str]) -> Choice:
    """The same with these products in front, chosen by place as before."""
    order = sorted(range(len(choice.products)), key=lambda n: choice.products[n] not in ids)
    return replace(choice, products=tuple(choice.products[n] for n in order))


def _of(recommender: Recommender, choices: list[Choice], examined: Examination) -> Taste:
    shelves = Shelves(recommender, recommender.ranker)
    shelf = shelves.of("Mouse")
    assert shelf is not None
    evidence = Evidence.of(shelves, shelf, by_type(choices, [], [])["Mouse"], examined)
    return taste(evidence, Scales(), {one.session: 1.0 for one in choices})


@pytest.mark.parametrize("by", [0.5, 2.0])
def test_scales_stretch_what_values_may_say(by: float) -> None:
    assert Scales().stretched(by).values == Scales().values * by
    assert Scales().stretched(by).day_one == Scales().day_one
