"""What of a conversation says that something was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.conversations.sessions import Deed, Session
from learning.wanted import Reward, answered, served, taken, who
from tests.learning.shoppers import BEGAN, products_list, question

EMPTY = Session("s", None, "assistant", "en", "closed", BEGAN, BEGAN)
DEEDS = [
    Deed("impression", BEGAN, "seen", "list"),
    Deed("product_click", BEGAN, "clicked", "list"),
    Deed("add_to_cart", BEGAN, "carted", "list"),
    Deed("purchase", BEGAN, "bought", "list"),
    Deed("purchase", BEGAN, "elsewhere", "other list"),
]


@pytest.mark.parametrize(
    ("reward", "found"),
    [("click", {"clicked", "carted", "bought"}), ("cart", {"carted", "bought"}), ("purchase", {"bought"})],
)
def test_a_reward_is_what_was_done_or_more(reward: Reward, found: set[str]) -> None:
    assert taken(replace(EMPTY, deeds=DEEDS), "list", reward) == found


@pytest.mark.parametrize(("answer", "value"), [("picked", 1), ("said", 1), ("declined", 0), ("other", 0), ("none", 0)])
def test_a_question_serves_where_it_is_answered_with_a_value(answer: str, value: float) -> None:
    assert answered(question("q", BEGAN, "weight", [], answer, None)) == value


def test_a_conversation_serves_where_something_is_found_and_nobody_is_called() -> None:
    bought = replace(EMPTY, lists=[products_list("list", BEGAN, ["bought"])], deeds=DEEDS)

    assert served(bought)
    assert not served(replace(bought, handoffs=1))
    assert not served(replace(bought, deeds=DEEDS[:2]))


def test_a_conversation_of_nobody_is_its_own() -> None:
    assert who(EMPTY) == "s"
    assert who(replace(EMPTY, shopper_id="p")) == "p"
