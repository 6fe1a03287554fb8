"""A family with what its parent says, with what a shop says of it, and what it refuses by itself."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ranker.knowledge.families import Concept, Decision, Family, Need


def need(name: str, concept: str = "weight") -> Need:
    return Need(need=name, says=[f"something for {name}"], decides=[Decision(concept=concept, grade=2)])


BAG = Family(
    family="bag",
    names=["bag"],
    matters={"weight": 1, "material": 2},
    values={"material": ["Leather", "Nylon"]},
    needs=[need("travel"), need("work")],
)


def test_under_its_parent_it_has_what_that_says_and_its_own_goes_before() -> None:
    own = Family(family="satchel", names=["satchel"], parent="bag", matters={"material": 3}, needs=[need("work", "x")])
    child = own.under(BAG)

    assert child.matters == {"weight": 1, "material": 3}
    assert child.values == BAG.values
    assert [one.need for one in child.needs] == ["work", "travel"]
    assert child.needs[0].decides[0].concept == "x"
    assert child.names == ["satchel"]


def test_the_values_of_a_parent_stay_wanted_beside_its_own() -> None:
    child = Family(family="satchel", parent="bag", values={"material": ["Canvas"]}).under(BAG)

    assert child.values["material"] == ["Canvas", "Leather", "Nylon"]


def test_below_two_others_it_names_the_widest_so_that_all_three_stay_together() -> None:
    satchel = Family(family="satchel", parent="bag").under(BAG)

    assert Family(family="small satchel", parent="satchel").under(satchel).parent == "bag"


def test_a_shop_adds_names_values_and_needs_and_says_others_otherwise() -> None:
    more = Family(
        family="bag", names=["tote"], matters={"weight": 3}, values={"material": ["Felt"]}, needs=[need("work", "y")]
    )
    extended = BAG.extended(more)

    assert extended.names == ["bag", "tote"]
    assert extended.matters == {"weight": 3, "material": 2}
    assert extended.values == {"material": ["Leather", "Nylon", "Felt"]}
    assert [(one.need, one.decides[0].concept) for one in extended.needs] == [("travel", "weight"), ("work", "y")]


@pytest.mark.parametrize("wish", ["medium", 3, [], [True], {"low": 1}])
def test_refuses_wishes_that_are_none(wish: Any) -> None:
    with pytest.raises(ValidationError, match=r"must be low or high \(of a number\), yes or no, or a list of values"):
        Decision(concept="weight", grade=2, wants=wish)


@pytest.mark.parametrize("grade", [-0.5, 3.5, "much"])
def test_refuses_grades_out_of_range(grade: Any) -> None:
    with pytest.raises(ValidationError, match="grade"):
        Decision(concept="weight", grade=grade)


@pytest.mark.parametrize("name", ["", "  ", "x" * 301])
def test_refuses_names_that_are_empty_or_endless(name: str) -> None:
    with pytest.raises(ValidationError, match="names"):
        Family(family="bag", names=[name])


def test_refuses_fields_that_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="synonyms"):
        Concept.model_validate({"kind": "numeric", "labels": ["weight"], "synonyms": ["mass"]})
