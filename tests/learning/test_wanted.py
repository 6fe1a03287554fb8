"""What of a conversation says that something was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.conversations.sessions import Deed, Session
from learning.wanted import answered, taken, who
from tests.learning.shoppers import BEGAN, question

EMPTY = Session("s", None, "assistant", "en", "closed", BEGAN, BEGAN)
DEEDS = [
    Deed("impression", BEGAN, "seen", "list"),
    Deed("product_click", BEGAN, "clicked", "list"),
    Deed("add_to_cart", BEGAN, "carted", "list"),
    Deed("purchase", BEGAN, "bought", "list"),
    Deed("purchase", BEGAN, "elsewhere", "other list"),
]


def test_what_is_clicked_or_more_is_taken_and_of_its_list_alone() -> None:
    assert taken(replace(EMPTY, deeds=DEEDS), "list") == {"clicked", "carted", "bought"}


@pytest.mark.parametrize(("answer", "value"), [("picked", 1), ("said", 1), ("declined", 0), ("other", 0), ("none", 0)])
def test_a_question_serves_where_it_is_answered_with_a_value(answer: str, value: float) -> None:
    assert answered(question("q", BEGAN, "weight", [], answer, None)) == value


def test_a_conversation_of_nobody_is_its_own() -> None:
    assert who(EMPTY) == "s"
    assert who(replace(EMPTY, shopper_id="p")) == "p"
