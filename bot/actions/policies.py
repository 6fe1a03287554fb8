"""Questions about how the shop does things, answered by a passage of its own pages, with the source.

With a chat model the passage's answer is in the model's words, if the passage supports every one of them.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import phrasing
from bot.actions.base import RecommendingAction
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.passage_protocol import PassageRequest

TOPICS = {
    "delivery": "delivery options, shipping costs, countries",
    "delivery_time": "delivery time",
    "return_policy": "return period, refund",
    "cancellation_fee": "cancellation fee",
    "payment_methods": "payment methods",
    "payment_problem": "a payment does not work",
    "account": "customer account",
    "place_order": "how to place an order",
    "newsletter": "newsletter",
    "feedback": "reviews and feedback",
    "complaint": "complaints",
    "contact": "contact and opening hours",
}
"""What each intent is about: added to a question of few words."""
_FEW_WORDS = 3
_SURE_OF_TOPIC = 0.33
"""Score that will do where the intent says already what the question is about."""
_LONGEST_QUESTION = 500
_NEEDS_PERSON = frozenset({"complaint"})


class ActionPolicy(RecommendingAction):
    """Answers from the shop's pages; what no page supports is not answered, and a person is offered."""

    def name(self) -> str:
        return "action_policy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        text = (tracker.latest_message.get("text") or "")[:_LONGEST_QUESTION]
        topic = TOPICS.get(tracker.latest_message["intent"].get("name") or "")
        question = f"{text}: {topic}" if topic and len(text.split()) <= _FEW_WORDS else text
        request = PassageRequest(
            question=question,
            locale=tracker.slots.get("locale"),
            limit=1,
            least=_SURE_OF_TOPIC if topic else None,
        )
        try:
            found = (await self.client.passages(request)).passages
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        if not found:
            dispatcher.utter_message(response="utter_no_page")
            return []
        best = found[0]
        source = {"title": f"{best.title}: {best.heading}", "url": best.url}
        said = await phrasing.of_passage(tracker, best) or best.text
        dispatcher.utter_message(
            response="utter_passage", passage=said, json_message={"type": "text", "sources": [source]}
        )
        if tracker.latest_message["intent"].get("name") in _NEEDS_PERSON:
            dispatcher.utter_message(response="utter_offer_person")
        return [SlotSet("misses", None)]
