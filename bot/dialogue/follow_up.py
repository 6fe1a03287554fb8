"""Questions that go on about what was answered last: "and to Denmark?" after the page on delivery.

What the pages are asked goes along while the message is read, so that it costs no call of its own.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from bot.dialogue import speech
from recommender.protocol.passages import PageQuestion, PassageAnswer, PassageRequest, PassageResponse

CANDIDATES = 8
SURE_OF_TOPIC = 0.33
"""Score that will do where it is known already what the question is about."""
LONGEST_QUESTION = 500
_SAID_PAGE = "utter_passage"
_SAID = {
    "utter_invoice": "invoice",
    "utter_refund_requested": "refund_status",
    "utter_refund_approved": "refund_status",
    "utter_refund_paid": "refund_status",
}
"""What else was said last that a question may go on about, and its topic."""


def request(tracker: Tracker) -> PassageRequest | None:
    """What to ask the pages, if the message may go on about them."""
    text = (tracker.latest_message.get("text") or "")[:LONGEST_QUESTION]
    said = _said_last(tracker)
    page, topic = _page(said), speech.topic(_SAID.get(_response(said), ""), "")
    about = page["title"].partition(": ")[0] if page else topic
    if about is None or not speech.says("question", text):
        return None
    questions = [PageQuestion(text=f"{about}: {text}"), PageQuestion(text=text)]
    return PassageRequest(questions=questions, locale=tracker.slots.get("locale"), limit=2 * CANDIDATES, least=0.0)


def found(tracker: Tracker, answer: PassageResponse | None) -> list[PassageAnswer]:
    """The passage that the question goes on to, on the page that was shown if one was; none if there is none."""
    page = _page(_said_last(tracker))
    for passage in answer.passages if answer else ():
        if (page is None or page["url"] == passage.url) and passage.scores[0] >= SURE_OF_TOPIC:
            return [passage]
    return []


def _said_last(tracker: Tracker) -> dict[str, Any]:
    return next((event for event in reversed(tracker.events) if event.get("event") == "bot"), {})


def _response(said: dict[str, Any]) -> str:
    return str((said.get("metadata") or {}).get("utter_action", ""))


def _page(said: dict[str, Any]) -> dict[str, str] | None:
    """The page that was shown as the source."""
    sources = ((said.get("data") or {}).get("custom") or {}).get("sources") or [None]
    return sources[0] if _response(said) == _SAID_PAGE else None
