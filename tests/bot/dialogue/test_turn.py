"""On whose behalf the recommender is asked: as the gateway told it with the message."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.lending import Loan
from bot.dialogue.need import Need
from bot.dialogue.services import Services
from bot.dialogue.turn import Act, Turn
from recommender.client import RecommenderClient, RecommenderUnavailable
from recommender.protocol.recommend import MOST_UNIT_CHARACTERS, RecommendRequest


def turn(metadata: Any) -> Turn:
    message = {"text": "a mouse", "intent": {"name": "message"}, "metadata": metadata}
    tracker = Tracker("c", {}, message, [], False, None, {}, "action_listen")
    services = Services(RecommenderClient("http://127.0.0.1:9"))
    return Turn(CollectingDispatcher(), tracker, services, Loan(tracker, services.vault))


@pytest.mark.parametrize(
    ("metadata", "unit", "arm"),
    [
        ({"unit": "u1", "arm": "holdout"}, "u1", "holdout"),
        ({"unit": "u1", "arm": "assistant"}, "u1", "assistant"),
        ({"unit": "u1", "arm": "another"}, "u1", "assistant"),
        ({"unit": "u" * 500}, "u" * MOST_UNIT_CHARACTERS, "assistant"),
        ({}, "", "assistant"),
        (None, "", "assistant"),
    ],
)
def test_asks_for_the_shopper_whom_the_message_is_of(metadata: Any, unit: str, arm: str) -> None:
    asked = turn(metadata).request(Need(query="mouse"), asks_use=True)

    assert (asked.query, asked.asks_use, asked.unit, asked.arm) == ("mouse", True, unit, arm)
    assert RecommendRequest.model_validate_json(asked.model_dump_json()) == asked


def test_parts_of_a_message_are_of_the_same_shopper() -> None:
    whole = turn({"unit": "u1", "arm": "holdout"})

    for part in (whole.doing(Act("search", "a mouse")), whole.after([])):
        assert part.request(Need(query="mouse")) == whole.request(Need(query="mouse"))


def test_the_recommender_of_the_catalog_that_the_shopper_is_shown_is_asked() -> None:
    main, german = (RecommenderClient(f"http://127.0.0.1:{port}") for port in (8, 9))
    services = Services(main, recommenders={"german": german})

    def asked(metadata: Any) -> RecommenderClient:
        message = {"text": "a mouse", "intent": {"name": "message"}, "metadata": metadata}
        tracker = Tracker("c", {}, message, [], False, None, {}, "action_listen")
        of_message = Turn(CollectingDispatcher(), tracker, services, Loan(tracker, services.vault))
        return of_message.doing(Act("search", "a mouse")).recommender

    assert [asked({}), asked(None), asked({"catalog": ""}), asked({"catalog": "german"})] == [main] * 3 + [german]
    with pytest.raises(RecommenderUnavailable, match="FLOORWALKER_CATALOGS"):
        asked({"catalog": "french"})
