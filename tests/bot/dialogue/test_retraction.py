"""Which wishes a message takes back."""

from __future__ import annotations

import pytest

from bot.dialogue.need import Need
from bot.dialogue.retraction import taken_back
from data.catalog.constraints import Constraint
from recommender.protocol.understand import UnderstandResponse

RED = Constraint(attribute="colour", value="Red")


def understood(*attributes: str) -> UnderstandResponse:
    return UnderstandResponse(product_types=[], constraints=[], rest="", attributes=list(attributes))


@pytest.mark.parametrize(
    ("need", "named", "back"),
    [
        (Need("mouse", constraints=(RED,)), "colour", ["colour"]),
        (Need("mouse for trains"), "weight", ["weight"]),  # nothing was asked of it: the need leans on it
        (Need("mouse for trains", declined=("weight",)), "weight", []),
        (Need("mouse for trains"), "category", []),
    ],
)
def test_takes_back_what_is_named_whether_it_was_asked_for_or_follows_from_the_need(
    need: Need, named: str, back: list[str]
) -> None:
    assert taken_back(need, understood(named), f"not because of the {named}") == back


def test_going_back_names_nothing() -> None:
    assert taken_back(Need("mouse", constraints=(RED,)), understood(), "go back") == []
