"""What can be tapped where words led nowhere: kinds of products, and the other things that the assistant does.

The topics and their labels stand in the responses (`utter_fallback_choices`); here is what each of them does.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.actions.handoff import ActionHandoff
from bot.actions.orders import ActionOrder
from bot.actions.policies import ActionPolicy
from bot.dialogue.need import CATEGORY
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.messages import Question
from recommender.protocol.recommend import RecommendRequest

TOPIC = "topic"
"""The attribute of a tapped choice that is about no product."""
MOST_KINDS = 12


class ActionAssortment(RecommendingAction):
    """Says what kinds of products there are, to tap. Counts are left out: they are of a sample."""

    def name(self) -> str:
        return "action_assortment"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        try:
            found = await self.client.recommend(RecommendRequest(limit=1))
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        kinds = next((attribute for attribute in found.attributes if attribute.name == CATEGORY), None)
        if kinds is None or len(kinds.values) < 2:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        largest = sorted(kinds.values, key=lambda value: -value.count)[:MOST_KINDS]
        options = [value.model_copy(update={"count": 0}) for value in largest]
        question = Question(attribute=CATEGORY, label=kinds.label, options=options, may_skip=False)
        dispatcher.utter_message(response="utter_assortment", json_message=question.model_dump(mode="json"))
        return []


async def go_to(
    topic: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[EventType]:
    """Does what a tapped topic is about, as if it had been said in words. An unknown one asks what is looked for."""
    actions: dict[str, type[Action]] = {
        "assortment": ActionAssortment,
        "order_status": ActionOrder,
        "delivery": ActionPolicy,
        "return_policy": ActionPolicy,
        "payment_methods": ActionPolicy,
        "human": ActionHandoff,
    }
    action = actions.get(topic)
    if action is None:
        dispatcher.utter_message(response="utter_ask_what")
        return []
    said = {**tracker.latest_message, "text": "", "intent": {"name": topic, "confidence": 1.0}}
    meant = Tracker(
        tracker.sender_id,
        tracker.slots,
        said,
        tracker.events,
        tracker.is_paused(),
        tracker.followup_action,
        tracker.active_loop,
        tracker.latest_action_name,
    )
    events: list[EventType] = await action().run(dispatcher, meant, domain)
    return events
