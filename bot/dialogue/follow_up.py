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
    about = said.get("page") or speech.topic(_SAID.get(said.get("utter_action", ""), ""), "")
    if about is None or not speech.says("question", text):
        return None
    questions = [PageQuestion(text=f"{about}: {text}"), PageQuestion(text=text)]
    return PassageRequest(questions=questions, locale=tracker.slots.get("locale"), limit=CANDIDATES, least=0.0)


def found(tracker: Tracker, answer: PassageResponse | None) -> list[PassageAnswer]:
    """The passage that the question goes on to, on the page that was shown if one was; none if there is none."""
    page = _said_last(tracker).get("url")
    for passage in answer.passages if answer else ():
        if page in (None, passage.url) and passage.scores[0] >= SURE_OF_TOPIC:
            return [passage]
    return []


def _said_last(tracker: Tracker) -> dict[str, Any]:
    """The assistant's last response: its name, and what its gaps were filled with, as `pages.say` does it."""
    said = (event.get("metadata") for event in reversed(tracker.events) if event.get("event") == "bot")
    return next(said, None) or {}
