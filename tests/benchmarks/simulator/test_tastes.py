"""Hidden tastes: drawn by seed, partly as knowledge says, changed when told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.simulator.shop import Kind
from benchmarks.simulator.tastes import Tastes, effects
from benchmarks.simulator.worlds import DEV, SEALED
from ranker.knowledge.families import Decision, Family, Need
from ranker.knowledge.linking import LinkedFamily

NEED = Need(need="reading", says=["a lamp to read by"], decides=[Decision(concept="brightness", grade=3, wants="high")])
FAMILY = Family(family="lamp", names=["lamp"], matters={"brightness": 1.0, "colour": 1.0}, needs=[NEED])


@pytest.fixture
def known(kind: Kind) -> Kind:
    """The type of lamps, of which knowledge is written."""
    return replace(kind, linked=LinkedFamily(FAMILY, {"brightness": "brightness", "colour": "colour"}))


def test_a_seed_is_a_shop_and_each_world_has_its_own(kind: Kind) -> None:
    first, again, other, sealed = (
        Tastes(world, shop).of(kind, None).importance for world, shop in ((DEV, 1), (DEV, 1), (DEV, 2), (SEALED, 1))
    )
    assert first.sum() == pytest.approx(1)
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)
    assert not np.allclose(first, sealed)


def test_all_as_written_where_a_shop_has_nothing_of_its_own(known: Kind) -> None:
    world = replace(DEV, knowledge=1.0, agrees=1.0, overrated=0.0)
    taste = Tastes(world, 1).of(known, NEED)
    place = next(n for n, trait in enumerate(known.traits) if trait.name == "brightness")

    assert taste.importance.argmax() == place
    assert taste.worth[place][0] > 0.5
    brightest = known.traits[place].features[:, 0].argmax()
    assert effects(known.traits, taste.worth)[place][brightest] > 0.5


def test_what_is_stressed_may_matter_to_nobody(known: Kind) -> None:
    place = next(n for n, trait in enumerate(known.traits) if trait.name == "brightness")
    as_written, overrated = (
        Tastes(replace(DEV, knowledge=1.0, overrated=share), 1).of(known, NEED).importance for share in (0.0, 1.0)
    )

    assert overrated[place] < 0.7 * as_written[place]


def test_changed_tastes_are_others_and_what_shoppers_know_stays(kind: Kind) -> None:
    before, after = Tastes(replace(DEV, changes=1.0), 1), Tastes(replace(DEV, changes=1.0), 1, changed=True)

    assert not np.allclose(before.of(kind, None).importance, after.of(kind, None).importance)
    assert np.array_equal(before.known(kind).chances, after.known(kind).chances)
    assert ((before.known(kind).chances > 0) & (before.known(kind).chances < 1)).all()
