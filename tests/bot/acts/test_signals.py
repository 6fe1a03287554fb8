from __future__ import annotations

import numpy as np

from bot.acts import signals
from bot.acts.scene import Scene
from data.catalog.constraints import Constraint, Preference
from recommender.protocol.understand import UnderstandResponse

_PLACE = {name: number for number, name in enumerate(signals.OF_READING)}


def test_a_reading_says_what_was_asked_and_what_is_left() -> None:
    reading = UnderstandResponse(
        product_types=["Mouse"],
        constraints=[Constraint(attribute="colour", op="neq", value="red")],
        preferences=[Preference(attribute="price", direction="low", compares=True)],
        rest="please",
        attributes=["colour", "weight"],
    )
    scene = Scene("question", "Colour", "categorical", ("Mouse",), 5)

    found = signals.of_reading("a mouse not red cheaper please", reading, scene)

    assert found[_PLACE["constraints refused"]] > 0
    assert found[_PLACE["constraints equal"]] == 0
    assert found[_PLACE["preferences that compare"]] > 0
    assert found[_PLACE["attributes named without a value"]] > 0
    assert found[_PLACE["types named in force"]] == 1
    assert found[_PLACE["constraint on what was asked"]] == 1
    assert np.isclose(found[_PLACE["share of words left"]], 1 / 6)


def test_without_a_reading_nothing_is_said() -> None:
    assert not signals.of_reading("red", None, Scene()).any()


def test_every_number_has_a_name() -> None:
    reading = UnderstandResponse(product_types=[], constraints=[], rest="")

    assert signals.of_reading("", reading, Scene()).shape == (len(signals.OF_READING),)
    assert signals.of_scene(Scene()).shape == (len(signals.OF_SCENE),)
    assert signals.of_text("红色 FW-1234?").shape == (len(signals.OF_TEXT),)
