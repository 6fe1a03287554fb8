from __future__ import annotations

import pytest

from ranker.knowledge.teaching import split_of
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import backpacks, knowledge, types_of


def test_a_type_has_its_attributes_with_live_statistics() -> None:
    types = types_of(backpacks())
    (bags,) = types

    assert list(types.rows) == ["Backpack"]
    assert len(bags.rows) == 96
    found = {candidate.name: candidate for candidate in bags.candidates}
    assert found["material"].values == ("Nylon", "Canvas")
    assert found["weight"].values == ("low", "high")
    assert found["material"].statistics.coverage == pytest.approx(1)
    assert found["material"].statistics.split > 0.4
    assert found["category"].statistics.split == 0


def test_codes_and_the_type_itself_are_dull() -> None:
    (bags,) = types_of(backpacks())

    assert {bags.candidates[place].name for place in bags.dull} == {"category", "ean"}


def test_a_type_is_used_where_its_family_is() -> None:
    groups, family = Groups(knowledge()), knowledge().families["backpack"]
    (rucksacks,), (harpsichords,) = (
        types_of(backpacks(category="Rucksacks")),
        types_of(backpacks(category="Harpsichord")),
    )

    assert groups.of(rucksacks) == ("backpack", split_of(family))
    assert groups.of(harpsichords)[0] == "harpsichord"
    assert Groups(knowledge(), everything=True).of(rucksacks)[1] in ("train", "dev")
