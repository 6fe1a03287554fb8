"""What is said of rules and knowledge that somebody wrote: every problem, by line."""

from __future__ import annotations

import pytest

from recommender.engine.recommender import Recommender
from recommender.live.checking import check
from recommender.protocol.steering import CheckRequest, Kind, Problem

EVERYTHING = "hide:\n" + "".join(
    f"- attribute: {name}\n"
    for name in ("brand", "category", "price", "connectivity", "colour", "weight", "rechargeable")
)
FAMILY = """\
families:
- family: bagpipe
  names: [bagpipe]
  matters: {price: 2, weihgt: 1}
"""


def found(recommender: Recommender, content: str, kind: Kind = "rules") -> list[Problem]:
    return check(recommender, CheckRequest(kind=kind, content=content))


@pytest.mark.parametrize("content", ["", "# nothing\n", "pin:\n- attribute: Colour\n  category: mouse\n"])
def test_finds_nothing_wrong_with_rules_that_can_be_used(recommender: Recommender, content: str) -> None:
    assert found(recommender, content) == []


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("pin:\n- attribute: [", 2, "this is no YAML"),
        ("pin: []\nhide: []\npin: []", 3, "'pin' stands there twice"),
        ("pin: []\nhidden: []", 2, "is no field that is known here"),
        ("boost:\n- attribute: Colour\n- attribute: Weight\n  factor: 0", 4, "greater than 1"),
        ("boost:\n- factor: 3", 2, "is missing"),
        ("pin:\n- attribute: Colour\n- attribute: COLOUR", 3, "'COLOUR' is named twice"),
        ("# mine\npin:\n- attribute: Colour\n\n- attribute: Wieght", 5, "did you mean 'Weight'?"),
        ("- pin", 1, "must be fields with their values"),
    ],
)
def test_names_the_line_and_the_remedy(recommender: Recommender, content: str, line: int, said: str) -> None:
    (problem,) = found(recommender, content)

    assert (problem.line, problem.severity) == (line, "error")
    assert said in problem.message


def test_finds_all_at_once(recommender: Recommender) -> None:
    lines = [one.line for one in found(recommender, "pin:\n- attribute: X\nhide:\n- attribute: Y\n")]

    assert lines == [2, 4]


def test_refuses_rules_that_would_hide_everything(recommender: Recommender) -> None:
    (everything, *_) = found(recommender, f"pin: []\n{EVERYTHING}")

    assert (everything.line, everything.severity) == (2, "error")
    assert "hide every attribute of Mouse: nothing would be left to rank or to ask there" in everything.message


def test_warns_of_rules_that_hide_most_and_of_types_that_are_not_there(recommender: Recommender) -> None:
    most = "\n".join(EVERYTHING.splitlines()[:-1])

    assert [(one.severity, one.line) for one in found(recommender, most)] == [("warning", 1)]
    (unknown,) = found(recommender, "hide:\n- {attribute: Colour, category: Mouze}")
    assert (unknown.severity, unknown.line) == ("warning", 2)
    assert "did you mean 'Mouse'?" in unknown.message


def test_checks_knowledge(recommender: Recommender) -> None:
    assert found(recommender, FAMILY.replace("weihgt", "weight"), "knowledge") == []
    (unknown,) = found(recommender, FAMILY, "knowledge")
    assert (unknown.line, unknown.field) == (2, "families.0")
    assert "weihgt" in unknown.message
    (misspelled,) = found(recommender, "families:\n- family: mouse\n  need: []\n", "knowledge")
    assert (misspelled.line, misspelled.field) == (3, "families.0.need")
