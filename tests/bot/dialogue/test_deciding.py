"""What messages do, decided by the packaged classifier over the real recommender."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.deciding import decide
from bot.dialogue.decisions import MESSAGE
from bot.dialogue.lending import Loan
from bot.dialogue.services import Services
from bot.dialogue.turn import Turn
from language.acts import ACTS
from recommender.client import RecommenderClient

LISTED: dict[str, Any] = {"query": "mouse", "product_types": ["Mouse"], "shown": ["mouse-1", "mouse-2", "mouse-3"]}


class Judge:
    """Gives every text the probabilities of its first word, and the whole message those of `whole` if there are any."""

    acts = ACTS

    def __init__(self, **judged: dict[str, float]) -> None:
        self._judged = judged

    def judge(self, message: str, parts: list[str], _scene: object, _readings: object) -> np.ndarray:
        firsts = ["whole" if text == message else text.split()[0].strip(".,?!").lower() for text in parts]
        rows = [self._judged.get(first, {"unclear": 1.0}) for first in firsts]
        return np.array([[row.get(act, 0.0) for act in ACTS] for row in rows], np.float32)


def turn(text: str, services: Services, *, intent: str = MESSAGE, said: str = "", **slots: Any) -> Turn:
    events = [{"event": "bot", "metadata": {"utter_action": said}}] if said else []
    message = {"text": text, "intent": {"name": intent}, "entities": [], "metadata": {}}
    tracker = Tracker("s", slots, message, events, False, None, {}, "action_listen")
    return Turn(CollectingDispatcher(), tracker, services, Loan(tracker, services.vault))


async def names(text: str, services: Services, **more: Any) -> list[str]:
    return [act.name for act in await decide(turn(text, services, **more))]


async def test_the_same_words_do_different_things_in_different_states(shop: RecommenderClient) -> None:
    services = Services(shop)

    assert await names("forget it", services, said="utter_confirm_cancel") == ["drop"]
    assert await names("does not matter", services, said="utter_ask_categorical", asked="colour", **LISTED) == [
        "release"
    ]
    assert await names("yes", services, said="utter_nothing_fits", **LISTED) == ["affirm"]
    assert await names("anything else?", services, said="utter_products", **LISTED) == ["show_more"]


async def test_two_acts_in_one_message_are_both_done(shop: RecommenderClient) -> None:
    said = await decide(turn("Which of these is lighter? And how long does delivery take?", Services(shop), **LISTED))

    assert [act.name for act in said] == ["details", "delivery_time"]
    assert [act.text for act in said] == ["Which of these is lighter?", "And how long does delivery take?"]


async def test_a_command_is_the_act_that_it_names(shop: RecommenderClient) -> None:
    assert await names("/human", Services(shop), intent="human") == ["human"]


async def test_messages_are_judged_without_a_recommender() -> None:
    assert await names("i want to talk to a human please", Services(RecommenderClient("http://127.0.0.1:1"))) == [
        "human"
    ]


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ({"out_of_scope": 0.6, "search": 0.4}, "search"),  # to be sent away costs more than a list
        ({"out_of_scope": 0.95, "search": 0.05}, "out_of_scope"),
        ({"delivery": 0.55, "details": 0.45}, "details"),
        ({"search": 0.15, "delivery": 0.15, "human": 0.15, "undo": 0.15}, "doubt"),
    ],
)
async def test_leaving_products_that_are_shown_needs_strong_evidence(
    shop: RecommenderClient, probabilities: dict[str, float], expected: str
) -> None:
    services = Services(shop, acts=Judge(whole=probabilities))  # type: ignore[arg-type]

    assert await names("qwertz", services, said="utter_products", **LISTED) == [expected]


async def test_what_names_a_product_and_surely_does_nothing_else_is_a_wish(shop: RecommenderClient) -> None:
    services = Services(shop, acts=Judge(whole={"refund": 0.3, "invoice": 0.3, "like": 0.4}))  # type: ignore[arg-type]

    assert await names("mouse", services) == ["search"]


async def test_talk_beside_a_wish_says_what_it_is_for(shop: RecommenderClient) -> None:
    judged = {
        "whole": {"greet": 0.4, "search": 0.4},
        "hello": {"greet": 0.9},
        "my": {"out_of_scope": 0.8},
        "show": {"search": 0.9},
    }
    whole = "Hello there. Show me something quiet. My baby sleeps badly."
    (act,) = await decide(turn(whole, Services(shop, acts=Judge(**judged))))  # type: ignore[arg-type]

    assert (act.name, act.text) == ("search", whole)
