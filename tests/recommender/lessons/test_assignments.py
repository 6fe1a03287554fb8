from __future__ import annotations

import json

from recommender.lessons.assignments import TOKENS_PER_ANSWER, assignments
from tests.recommender.lessons.bags import backpacks, types_of


def test_a_type_is_given_with_its_own_attributes_and_values() -> None:
    (assignment,) = assignments(types_of(backpacks()))

    given = json.loads(assignment.given)
    assert given["product type"] == "Backpack"
    attributes = {attribute["name"]: attribute for attribute in given["attributes"]}
    assert attributes["material"] == {"name": "material", "label": "Material", "values": ["Nylon", "Canvas"]}
    assert attributes["weight"] == {"name": "weight", "label": "Weight", "unit": "g", "values": ["low", "high"]}
    assert not {"ean", "category"} & attributes.keys()
    assert [role for role, _ in assignment.messages] == ["system", "user"]
    assert '{"needs": [{"need": "..."' in assignment.instructions


def test_the_same_catalog_is_asked_the_same() -> None:
    (one,), (same,) = assignments(types_of(backpacks())), assignments(types_of(backpacks()))
    (other,) = assignments(types_of(backpacks(category="Rucksack")))

    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_costs_what_is_said_and_what_may_be_answered() -> None:
    (assignment,) = assignments(types_of(backpacks()))

    said = len(assignment.instructions + assignment.given)
    assert said / 6 < assignment.most_tokens - TOKENS_PER_ANSWER < said / 2


def test_small_types_and_more_than_wanted_are_left_out() -> None:
    assert assignments(types_of(backpacks(count=4))) == []
    assert assignments(types_of(backpacks()), 0) == []
