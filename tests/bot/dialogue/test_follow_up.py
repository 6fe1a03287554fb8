"""Questions that go on about what was answered last."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker

from bot.dialogue import follow_up
from recommender.protocol.passages import PassageAnswer, PassageResponse

PAGE = {"utter_action": "utter_passage", "page": "Delivery", "url": "/delivery"}


def tracker(text: str, **said: Any) -> Tracker:
    events = [{"event": "bot", "metadata": said}, {"event": "user", "text": text}]
    return Tracker("s", {"locale": "en"}, {"text": text}, events, False, None, {}, "action_listen")


def passage(url: str, *scores: float) -> PassageAnswer:
    return PassageAnswer(text="", title="", heading="", url=url, score=sum(scores), scores=list(scores))


@pytest.mark.parametrize(
    ("said", "text", "asked"),
    [
        (PAGE, "and what does it cost?", "Delivery: and what does it cost?"),
        (PAGE, "a red mouse", None),
        ({"utter_action": "utter_refund_paid"}, "how long is that", "how long a refund takes: how long is that"),
        ({"utter_action": "utter_products"}, "how much is it?", None),
        ({}, "how much is it?", None),
    ],
)
def test_a_question_is_asked_of_the_page_that_was_shown(said: dict[str, Any], text: str, asked: str | None) -> None:
    request = follow_up.request(tracker(text, **said))

    assert (request and [question.text for question in request.questions]) == (asked and [asked, text])


def test_the_nearest_passage_of_that_page_answers_if_it_is_near_with_the_topic() -> None:
    other, far, near = passage("/returns", 0.9, 0.9), passage("/delivery", 0.1, 0.8), passage("/delivery", 0.5, 0.2)
    answer = PassageResponse(passages=[other, far, near])

    assert follow_up.found(tracker("and then?", **PAGE), answer) == [near]
    assert follow_up.found(tracker("and then?", utter_action="utter_refund_paid"), answer) == [other]
    assert follow_up.found(tracker("and then?", **PAGE), None) == []
