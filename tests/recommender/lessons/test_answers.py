from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from recommender.lessons.answers import CONFIDENCE, checked, taught
from recommender.lessons.assignments import Assignment, assignments
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import backpacks, knowledge, types_of

FLYING = {
    "need": "flying light",
    "says": ["they weigh it at the gate"],
    "decides": [
        {"attribute": "weight", "grade": 3, "serves": ["low"], "fails": []},
        {"attribute": "material", "grade": 2, "serves": ["Nylon"], "fails": ["Canvas"]},
        {"attribute": "waterproof", "grade": 0.5},
    ],
}


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return assignments(types_of(backpacks()))[0]


def written(*needs: dict[str, Any]) -> str:
    return json.dumps({"needs": needs})


def need(*decides: dict[str, Any]) -> dict[str, Any]:
    return {"need": "n", "says": ["s"], "decides": list(decides)}


def test_needs_become_examples(assignment: Assignment) -> None:
    found = checked(written(FLYING), assignment)
    examples = list(taught(found.needs, assignment, Groups(knowledge())))

    assert not found.refused.total()
    assert [example.query for example in examples] == ["they weigh it at the gate", "backpack: flying light"]
    first = examples[0]
    by_name = {c.name: place for place, c in enumerate(first.candidates)}
    assert by_name.keys() == {"weight", "material", "waterproof"}
    assert first.relevance[by_name["weight"]] == pytest.approx(CONFIDENCE)
    assert first.affinities[by_name["weight"]] == pytest.approx((CONFIDENCE, -CONFIDENCE))
    assert first.affinities[by_name["material"]] == pytest.approx((CONFIDENCE * 2 / 3, -CONFIDENCE * 2 / 3))
    assert first.affinities[by_name["waterproof"]] == (0, 0)
    assert first.source == "teacher"
    assert first.group == "backpack"


def test_a_fence_around_the_answer_is_no_harm(assignment: Assignment) -> None:
    assert len(checked(f"```json\n{written(FLYING)}\n```", assignment).needs) == 1


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        ({"attribute": "volume", "grade": 3}, "unknown attribute"),
        ({"attribute": "ean", "grade": 3}, "unknown attribute"),
        ({"attribute": "material", "grade": 3, "serves": ["Leather"]}, "unknown value"),
        ({"attribute": "weight", "grade": 3, "fails": ["heavy"]}, "unknown value"),
        ({"attribute": "material", "grade": 3, "serves": ["Nylon"], "fails": ["Nylon"]}, "value that serves and fails"),
    ],
)
def test_what_the_catalog_does_not_have_is_refused_and_counted(
    assignment: Assignment, decision: dict[str, Any], reason: str
) -> None:
    found = checked(written(need(decision, {"attribute": "price", "grade": 1})), assignment)

    assert found.refused == {reason: 1}
    (left,) = found.needs
    assert not any(one.serves or one.fails for one in left.decides)


def test_a_need_about_nothing_that_is_stated_is_refused(assignment: Assignment) -> None:
    found = checked(written(need({"attribute": "volume", "grade": 3}), FLYING), assignment)

    assert [one.need for one in found.needs] == ["flying light"]
    assert found.refused == Counter({"unknown attribute": 1, "need about nothing the type states": 1})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would rather talk about the weather.",
        '{"needs": [{"need": "n"',
        '{"needs": [], "more": 1}',
        json.dumps({"needs": [need({"attribute": "weight", "grade": 4})]}),
        json.dumps({"needs": [need({"attribute": "weight", "grade": "3"})]}),
        json.dumps({"needs": [need({"attribute": "weight", "grade": 1, "why": "because"})]}),
        json.dumps({"needs": [{"need": "n", "says": [], "decides": [{"attribute": "weight", "grade": 1}]}]}),
        json.dumps({"needs": [{"need": "n", "says": ["x" * 301], "decides": [{"attribute": "weight", "grade": 1}]}]}),
    ],
)
def test_what_is_not_the_json_asked_for_is_refused_whole(assignment: Assignment, text: str) -> None:
    found = checked(text, assignment)

    assert found.needs == ()
    assert found.refused == {"not the JSON asked for": 1}
