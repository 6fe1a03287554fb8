"""Answers in words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.answer_wording import AnswerWording
from data.catalog.constraints import Constraint
from recommender.protocol.questions import AskedAttribute, SameModel, Stated
from recommender.protocol.recommend import FacetValue

PLACES = {"a": 1, "b": 2, "c": 3}
EN, ZH = AnswerWording("en", PLACES), AnswerWording("zh", PLACES)


def asked(kind: Any, values: dict[str, list[Any]], verdicts: dict[str, bool] | None = None, **more: Any) -> Any:
    stated = [Stated(id=id, values=own, verdict=(verdicts or {}).get(id)) for id, own in values.items()]
    given = {"name": "colour", "label": "Colour", "found_by": "words", "score": 1.0, **more}
    return AskedAttribute(kind=kind, products=stated, **given)


COLOURS = {"a": ["Black"], "b": ["Blue"], "c": ["Blue"]}


def test_products_that_state_the_same_stand_together() -> None:
    colour = asked("categorical", COLOURS)

    assert EN.of_some(colour) == "Colour – 1: Black; 2 and 3: Blue."
    assert ZH.of_some(colour) == "Colour：1：Black；2和3：Blue。"


def test_yes_and_no_are_told_apart_and_silence_is_said() -> None:
    claim = Constraint(attribute="colour", value="Blue")
    colour = asked("categorical", COLOURS | {"c": []}, {"a": False, "b": True}, claim=claim)

    assert EN.of_some(colour) == "Colour Blue – yes: 2; no: 1; not stated: 3."


def test_all_alike_is_said_once() -> None:
    assert EN.of_some(asked("categorical", {"a": ["Red"], "b": ["Red"]})) == "Colour – Red, all of them."
    lights = asked("boolean", {"a": [False], "b": [False]}, {"a": False, "b": False}, name="lights", label="Lights")
    assert EN.of_some(lights) == "Lights – no, none of them."
    assert EN.of_some(asked("categorical", {"a": [], "b": []})) == "Colour – the data sheets of these do not say."


def test_numbers_are_said_with_their_unit_beside_the_verdict() -> None:
    claim = Constraint(attribute="weight", op="lt", value=80.0)
    more: dict[str, Any] = {"name": "weight", "label": "Weight", "unit": "g", "claim": claim}
    weight = asked("numeric", {"a": [75.0], "b": [90.0]}, {"a": True, "b": False}, **more)

    assert EN.of_some(weight) == "Weight < 80 g – yes: 1 (75 g); no: 2 (90 g)."


@pytest.mark.parametrize(
    ("is_open", "said"),
    [
        (False, "Yes. Mouse – Weight: 75 g. That is less than 80 % of ours have."),
        (True, "Mouse – Weight: 75 g."),
    ],
)
def test_one_number_is_compared_where_it_is_asked_whether_it_is_low(is_open: bool, said: str) -> None:
    more: dict[str, Any] = {"name": "weight", "label": "Weight", "unit": "g", "towards": "low"}
    weight = asked("numeric", {"a": [75.0]}, {"a": True}, **more)
    weight.products[0].below, weight.products[0].above = 0.15, 0.8

    assert EN.of_one(weight, "Mouse", is_open=is_open) == said


def test_a_yes_of_the_data_sheet_is_no_yes_to_what_may_be_its_opposite() -> None:
    silent = asked("boolean", {"a": [True]}, {"a": True}, name="silent", label="Silent clicks", found_by="meaning")

    assert EN.of_one(silent, "Mouse", is_open=False) == "Mouse – Silent clicks: yes."


def test_what_else_there_is_is_said() -> None:
    claim = Constraint(attribute="colour", value="Blue")
    colour = asked(
        "categorical",
        {"a": ["Black"]},
        {"a": False},
        claim=claim,
        models=[SameModel(of="a", value="Red", ids=["d"]), SameModel(of="a", value="Mint", ids=["e"])],
        others=[Stated(id="b", values=["Blue"], verdict=True)],
        common=[FacetValue(value="Black", label="Black", count=3)],
        elsewhere=4,
    )

    assert EN.models(colour) == "The same model also comes in Red and Mint (colour)."
    assert EN.others(colour) == "You find that with 2 (Colour Blue)."
    assert EN.common(colour) == "Among all of ours there are (colour): Black (3)."
    elsewhere = colour.model_copy(update={"others": []})
    assert EN.others(elsewhere) == "You find that with 4 others of ours (Colour Blue): just ask for them."
    assert EN.others(elsewhere.model_copy(update={"elsewhere": 0})) == "None of our others is either."


def test_what_serves_a_use_is_said_with_why() -> None:
    drop = asked("categorical", COLOURS, found_by="purpose", wanted=["Blue"], why="easy to see")

    assert EN.serving(drop, EN.of_some(drop)) == "Colour – 1: Black; 2 and 3: Blue (better: Blue, easy to see)."
