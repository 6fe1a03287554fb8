"""Which questions can be answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from learning.answering import MOST, answering
from learning.signals import Answer
from tests.learning.shoppers import BEGAN

EVERYBODY = {f"{attribute}-{n}": 1.0 for attribute in ("weight", "sensor") for n in range(100)}


def asked(attribute: str, kind: str, number: int = 0, category: str = "Mouse", propensity: float = 1.0) -> Answer:
    return Answer(
        session=f"{attribute}-{number}",
        at=BEGAN,
        category=category,
        purpose=None,
        query="mouse",
        attribute=attribute,
        options=("a", "b"),
        kind=kind,
        value="a" if kind == "picked" else None,
        propensity=propensity,
    )


def times(number: int, attribute: str, kind: str, category: str = "Mouse") -> list[Answer]:
    return [asked(attribute, kind, n, category) for n in range(number)]


def test_many_answers_say_how_many_can() -> None:
    found = answering([*times(90, "weight", "picked"), *times(10, "weight", "declined")], EVERYBODY)

    assert found.types["Mouse"]["weight"] == pytest.approx(0.9, abs=0.05)


def test_few_are_drawn_towards_their_like() -> None:
    usual = times(100, "weight", "picked")
    found = answering([*usual, asked("sensor", "declined")], EVERYBODY)

    assert found.types["Mouse"]["sensor"] > 0.75
    assert found.types["Mouse"]["sensor"] < found.types["Mouse"]["weight"]


def test_what_is_known_of_an_attribute_holds_for_other_types() -> None:
    found = answering([*times(50, "sensor", "declined", "Mouse"), *times(50, "weight", "picked", "Cup")], EVERYBODY)

    assert found.attributes["sensor"] < 0.3 < 0.8 < found.attributes["weight"]


def test_who_went_says_nothing_and_another_subject_is_no_answer() -> None:
    gone = answering(times(50, "weight", "none"), EVERYBODY)
    other = answering(times(50, "weight", "other"), EVERYBODY)

    assert gone.types == {}
    assert other.types["Mouse"]["weight"] < 0.2


def test_what_chance_asked_counts_more_but_not_without_bound() -> None:
    told = [asked("weight", "declined"), *times(30, "weight", "picked")]
    plain = answering(told, EVERYBODY)
    rare = answering([replace(told[0], propensity=0.001), *told[1:]], EVERYBODY)
    bounded = answering([replace(told[0], propensity=1 / MOST), *told[1:]], EVERYBODY)

    assert rare.types["Mouse"]["weight"] < plain.types["Mouse"]["weight"]
    assert rare.types == bounded.types
    assert rare.clipped == pytest.approx(1 / 31)
    assert bounded.clipped == 0
    assert rare.effective < plain.effective == 31


def test_nobody_asked_nothing_known() -> None:
    found = answering([], EVERYBODY)

    assert (found.types, found.attributes, found.usual) == ({}, {}, 0.5)
