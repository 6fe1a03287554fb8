"""What stands before the shopper when a message comes."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from bot.dialogue.need import Need
from bot.dialogue.standing import scene


def tracker(*said: str) -> Tracker:
    """A conversation in which these responses were the last before a message."""
    events: list[dict[str, Any]] = [
        {"event": "bot", "metadata": {"utter_action": "utter_comparison"}},
        {"event": "user", "text": "before"},
        *({"event": "bot", "metadata": {"utter_action": name}} for name in said),
        {"event": "user", "text": "now"},
    ]
    return Tracker("s", {}, {}, events, False, None, {}, "action_listen")


@pytest.mark.parametrize(
    ("said", "shown", "state"),
    [
        (["utter_greet"], 0, "start"),
        (["utter_welcome"], 3, "list"),
        (["utter_products"], 5, "list"),
        (["utter_products", "utter_ask_use"], 5, "use"),
        (["utter_nothing_fits_but"], 5, "offer"),
        (["utter_passage"], 0, "page"),
        (["utter_passage"], 4, "page-list"),
        (["utter_advice_pick", "utter_advice_other"], 4, "recommended"),
        (["utter_order_ask_address"], 0, "address"),
        (["utter_order_ask_both"], 0, "order"),
        (["utter_order_shipped", "utter_order_expected"], 0, "ordered"),
        (["utter_confirm_cancel"], 2, "confirm"),
        (["utter_fallback_listed"], 2, "unclear"),
    ],
)
def test_the_state_follows_from_what_was_said_last(said: list[str], shown: int, state: str) -> None:
    assert scene(tracker(*said), Need(), shown).state == state


def test_where_nothing_was_said_products_are_old_ones() -> None:
    silent = Tracker("s", {}, {}, [{"event": "user", "text": "now"}], False, None, {}, "action_listen")

    assert [scene(silent, Need(), shown).state for shown in (0, 3)] == ["start", "restored"]


def test_a_question_names_its_attribute_and_kind() -> None:
    found = scene(tracker("utter_products", "utter_ask_numeric"), Need(asked="screen_size", product_types=("TV",)), 5)

    assert (found.state, found.asked, found.asked_kind) == ("question", "screen size", "numeric")
    assert (found.types, found.listed) == (("TV",), 5)
