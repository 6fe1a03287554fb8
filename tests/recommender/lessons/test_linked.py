from __future__ import annotations

import pytest

from ranker.examples import Example
from ranker.features import UNSEEN
from ranker.knowledge.files import Knowledge
from ranker.knowledge.teaching import split_of
from recommender.lessons.linked import linked_examples
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import backpacks, knowledge, types_of


def examples(requests: int = 100) -> list[Example]:
    return linked_examples(types_of(backpacks()), Groups(knowledge()), requests=requests)


def grades(example: Example) -> dict[str, float]:
    return {c.name: round(3 * grade, 2) for c, grade in zip(example.candidates, example.relevance, strict=True)}


def test_a_need_is_taught_in_the_shops_own_terms() -> None:
    example = next(one for one in examples() if one.query == "bag for cheap flights")

    # What the need does not mention matters less than usual: 0.4 x 2.5. What links to nothing is left out, but for
    # codes and the type itself. The package's weight is not the weight.
    assert grades(example) == {"price": 1, "weight": 3, "material": 2, "waterproof": 1.5, "category": 0, "ean": 0}
    values = {
        c.name: dict(zip(c.values, own, strict=True))
        for c, own in zip(example.candidates, example.affinities, strict=True)
    }
    assert values["weight"] == {"low": 1, "high": -1}
    assert values["material"] == pytest.approx({"Nylon": 2 / 3, "Canvas": -2 / 3})
    assert values["waterproof"] == {"yes": 0.5, "no": -0.5}
    assert example.category == "Backpack"
    assert example.group == "backpack"
    assert example.split == split_of(knowledge().families["backpack"])
    assert example.candidates[0].statistics is not UNSEEN


def test_names_and_stated_values_are_requests_too() -> None:
    found = examples()

    assert {one.query for one in found if one.source == "plain"} == {"backpack", "rucksack"}
    (stated,) = [one for one in found if one.source == "stated"]
    assert grades(stated)["material"] == 3
    (served_value,) = [max(own) for c, own in zip(stated.candidates, stated.affinities, strict=True) if any(own)]
    assert served_value == 1


def test_a_need_that_the_shop_states_nothing_of_is_not_taught() -> None:
    assert "a week's clothes" not in {one.need for one in examples()}


def test_only_so_many_requests_of_a_type_are_trained_on() -> None:
    everything, some = examples(), examples(requests=3)

    is_trained_on = split_of(knowledge().families["backpack"]) == "train"
    assert len(some) == (3 if is_trained_on else len(everything))


def test_types_without_a_family_and_families_without_attributes_teach_nothing() -> None:
    assert linked_examples(types_of(backpacks(category="Harpsichord")), Groups(knowledge()), requests=9) == []
    poor = Knowledge(
        knowledge().concepts, {"backpack": knowledge().families["backpack"].model_copy(update={"matters": {}})}
    )
    assert linked_examples(types_of(backpacks()), Groups(poor), requests=9) == []
