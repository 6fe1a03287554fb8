"""How far to follow what was learned, and how quickly to forget it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.conversations.sessions import Session
from learning.cleaning import Cleaned
from learning.evidence import Evidence, by_type
from learning.examination import usual
from learning.judging import Judged, Judging
from learning.shelves import Shelves
from learning.signals import signals
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import World, conversations


def decided(recommender: Recommender, sessions: list[Session]) -> Judged:
    found = signals(sessions)
    shelves = Shelves(recommender, recommender.ranker)
    shelf = shelves.of("Mouse")
    assert shelf is not None
    told = by_type(found.choices, found.answers, found.mentions)["Mouse"]
    cleaned = Cleaned(sessions, shares={session.id: 1.0 for session in sessions})
    return Judging([Evidence.of(shelves, shelf, told, usual())], found.order, cleaned.by_age).decide()


def test_a_clear_taste_is_followed_and_nothing_forgotten(recommender: Recommender, world: World) -> None:
    found = decided(recommender, conversations(world, 320))

    assert found.trust > 0
    assert found.half_life is None
    assert 0 < found.low < found.mean < found.high
    assert found.lists == 320


@pytest.mark.parametrize("seed", range(3))
def test_clicks_at_random_leave_day_one(recommender: Recommender, world: World, seed: int) -> None:
    nobody = replace(world, wanted={})

    assert decided(recommender, conversations(nobody, 120, seed)).trust == 0


def test_tastes_that_changed_are_forgotten(recommender: Recommender, world: World) -> None:
    before = replace(world, wanted={"connectivity": {"Wired": 3.0}, "colour": {"Red": 3.0}})
    after = replace(world, wanted={"connectivity": {"Wireless": 3.0}, "colour": {"Black": 3.0}})
    old, new = conversations(before, 700), conversations(after, 500, seed=1)
    later = [replace(one, id=f"new-{one.id}") for one in new]

    assert decided(recommender, [*old, *later]).half_life is not None
