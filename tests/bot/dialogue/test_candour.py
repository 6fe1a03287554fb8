"""What is said of how a need was read."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.candour import say_reasons, say_unstated
from bot.dialogue.lending import Loan
from bot.dialogue.services import Services
from bot.dialogue.turn import Turn
from recommender.client import RecommenderClient
from recommender.protocol.recommend import Leaning, NeedRead, RankedProduct, Reason

BRIGHT = Leaning(attribute="brightness", label="Brightness", towards="high", weight=0.3)


def turn(**slots: Any) -> tuple[Turn, CollectingDispatcher]:
    dispatcher, message = CollectingDispatcher(), {"text": "", "metadata": {}, "entities": [], "intent": {}}
    tracker = Tracker("s", slots, message, [], False, None, {}, "action_listen")
    services = Services(RecommenderClient("http://recommender"))
    return Turn(dispatcher, tracker, services, Loan(tracker, services.vault)), dispatcher


def test_says_what_decides_and_is_not_stated_and_what_it_goes_by() -> None:
    speaking, said = turn()

    events = say_unstated(speaking, NeedRead(leanings=[BRIGHT], unstated=["colour fidelity"]))

    assert said.messages[0]["response"] == "utter_unstated"
    assert (said.messages[0]["missing"], said.messages[0]["known"]) == ("colour fidelity", "brightness")
    assert [(event["name"], event["value"]) for event in events] == [("admitted", ["colour fidelity"])]


def test_says_it_once() -> None:
    speaking, said = turn(admitted=["colour fidelity"])

    assert say_unstated(speaking, NeedRead(leanings=[BRIGHT], unstated=["colour fidelity"])) == []
    assert said.messages == []


def test_claims_to_go_by_nothing_where_that_is_so() -> None:
    speaking, said = turn()

    say_unstated(speaking, NeedRead(unstated=["colour fidelity"]))

    assert said.messages[0]["response"] == "utter_unstated_alone"


def test_says_what_speaks_for_a_product_and_why() -> None:
    fits = [
        Reason(attribute="weight", label="Weight", text="80 g", affinity=0.9, why="it is carried all day"),
        Reason(attribute="silent", label="Silent clicks", text="Silent clicks", affinity=0.5),
    ]
    speaking, said = turn()

    say_reasons(speaking, RankedProduct(id="1", title="Mouse", score=1, attributes={}, fits=fits))
    say_reasons(speaking, RankedProduct(id="2", title="Other", score=1, attributes={}))

    assert [message["reasons"] for message in said.messages] == ["80 g (it is carried all day); Silent clicks"]
