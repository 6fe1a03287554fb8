"""Everything that can be wrong with a family, and the remedy that is given."""

from __future__ import annotations

import pytest

from ranker.knowledge.checks import claimed, doubled, nearest, problems
from ranker.knowledge.families import Concept, Decision, Family, Need

CONCEPTS = {
    "price": Concept(kind="numeric", labels=["price"]),
    "weight": Concept(kind="numeric", labels=["weight"]),
    "foldable": Concept(kind="boolean", labels=["foldable"]),
    "material": Concept(kind="categorical", labels=["material"]),
    "fabric": Concept(kind="categorical", labels=["fabric", "Materials"]),
    "brand": Concept(kind="categorical", labels=["brand"]),
}
GOOD = Family(
    family="bag",
    names=["bag"],
    matters={"price": 2, "weight": 1, "foldable": 1, "material": 2, "brand": 1},
    values={"material": ["Leather", "Nylon"]},
)


def deciding(*decisions: Decision, **changed: object) -> Family:
    need = Need(need="travel", says=["bag for travel"], decides=list(decisions) or [Decision(concept="price", grade=1)])
    return GOOD.model_copy(update={"needs": [need], **changed})


def found(family: Family) -> list[str]:
    return list(problems(family, CONCEPTS))


def test_says_nothing_of_a_good_family() -> None:
    family = deciding(
        Decision(concept="weight", grade=3, wants="low", why="you carry it"),
        Decision(concept="foldable", grade=1, wants=True, avoids=None),
        Decision(concept="material", grade=1, wants=["Nylon"], avoids=["Leather"]),
        Decision(concept="brand", grade=1, wants=["Fjellby"]),
        Decision(concept="price", grade=0),
    )

    assert found(family) == []


@pytest.mark.parametrize(
    ("family", "problem"),
    [
        (deciding(names=[]), "names: give at least one name that shops and shoppers call it"),
        (deciding(names=["!"]), "names: '!' has no word in it; write a name that a shopper could say"),
        (deciding(matters={"price": 1, "wieght": 1}), "matters: there is no concept 'wieght'; did you mean 'weight'"),
        (
            deciding(matters={"price": 1, "Materials": 1}, values={}),
            "matters: there is no concept 'Materials'; 'fabric' is called so",
        ),
        (
            deciding(matters={"price": 1, "qqq": 1}, values={}),
            "matters: there is no concept 'qqq'; define it first, under concepts",
        ),
        (
            deciding(matters={"price": 1, "material": 1, "fabric": 1}),
            "matters.fabric: it is called 'Materials', and so is 'material' of this family; keep one of them",
        ),
        (deciding(values={"shape": ["Round"]}), "values: there is no concept 'shape'"),
        (deciding(values={"weight": ["Light"]}), "values.weight: values are listed of concepts that are words"),
        (deciding(values={"fabric": ["Wool"]}), "values.fabric: is not under matters; say there how much"),
        (deciding(values={"material": ["Wool", "Wool"]}), "values.material: 'Wool' stands there twice; remove one"),
        (deciding(Decision(concept="lightness", grade=2)), "needs.travel.lightness: there is no concept 'lightness'"),
        (
            deciding(Decision(concept="fabric", grade=2)),
            "needs.travel.fabric: is not under matters; add it there",
        ),
        (
            deciding(Decision(concept="price", grade=2), Decision(concept="price", grade=1)),
            "needs.travel.price: stands here twice; join them",
        ),
        (
            deciding(Decision(concept="weight", grade=2, wants=["Light"])),
            "needs.travel.weight.wants: of a number it must be low or high, not ['Light']",
        ),
        (
            deciding(Decision(concept="weight", grade=2, avoids=True)),
            "needs.travel.weight.avoids: of a number it must be low or high, not True",
        ),
        (
            deciding(Decision(concept="foldable", grade=2, wants="high")),
            "needs.travel.foldable.wants: of a yes or no it must be one of these, not 'high'",
        ),
        (
            deciding(Decision(concept="material", grade=2, wants=True)),
            "needs.travel.material.wants: of words it must be a list of values, not True",
        ),
        (
            deciding(Decision(concept="material", grade=2, wants=["Lether"])),
            "needs.travel.material.wants: 'Lether' is not among values.material; did you mean 'Leather'?",
        ),
        (
            deciding(Decision(concept="material", grade=2, wants=["Nylon"]), values={}),
            "needs.travel.material.wants: list the usual values under values.material",
        ),
        (
            deciding(Decision(concept="material", grade=2, wants=["Nylon"], avoids=["Nylon"])),
            "needs.travel.material.avoids: 'Nylon' is wanted too; keep it on one side",
        ),
        (
            deciding(Decision(concept="weight", grade=2, wants="low", avoids="low")),
            "needs.travel.weight.avoids: is what is wanted too; leave avoids out",
        ),
    ],
)
def test_names_field_and_remedy(family: Family, problem: str) -> None:
    assert [one for one in found(family) if one.startswith(problem)], found(family)


def test_a_need_may_stand_there_once() -> None:
    family = deciding()
    twice = family.model_copy(update={"needs": [*family.needs, *family.needs]})

    assert found(twice) == ["needs.travel: stands here twice; join them"]


def test_a_request_is_said_for_one_need() -> None:
    family = deciding()
    other = family.needs[0].model_copy(update={"need": "work", "says": ["Bags for travel"]})

    assert found(family.model_copy(update={"needs": [*family.needs, other]})) == [
        "needs.work.says: 'Bags for travel' is said for 'travel' too; leave it to one of them"
    ]


def test_a_name_is_of_one_family_however_it_is_written() -> None:
    other = Family(family="sack", names=["sack", "Bags"])

    assert [(family.family, problem) for family, problem in claimed([GOOD, other])] == [
        (
            "sack",
            "names: 'Bags' is a name of the family 'bag' too; leave it to one of them, "
            "or say what is new under family: bag",
        )
    ]
    assert list(claimed([GOOD, GOOD.model_copy(update={"names": ["bag", "bags"]})])) == []


def test_suggests_what_is_near_and_else_says_what_to_do() -> None:
    assert nearest("kettel", ["kettle", "kettles", "sofa"]) == "did you mean 'kettle', 'kettles'?"
    assert nearest("zzz", ["kettle"]) == "define it first"
    assert doubled(["a", "b", "a"]) == ["a"]
