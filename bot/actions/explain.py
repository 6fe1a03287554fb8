"""Why these products, and why this question: answered from what the recommender computed, no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.dialogue.locale import Locale
from bot.dialogue.need import Need
from bot.dialogue.references import places
from bot.dialogue.replies import in_sentence
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.recommend import RankedAttribute, RecommendResponse

_MOST_NAMED = 3


class Explaining(RecommendingAction):
    """Asks the recommender again for the current search, and explains one side of its answer."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        if need.is_empty:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        try:
            found = await self.client.recommend(replace(need, offset=0).request())
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        found = found.model_copy(update={"attributes": Locale(tracker).attributes(found.attributes)})
        self.explain(dispatcher, tracker, need, found)
        return []

    def explain(self, dispatcher: CollectingDispatcher, tracker: Tracker, need: Need, found: RecommendResponse) -> None:
        """Says why."""
        raise NotImplementedError


class ActionWhy(Explaining):
    """Why a product stands where it stands: the wishes it meets and misses, and what the order follows."""

    def name(self) -> str:
        return "action_why"

    def explain(self, dispatcher: CollectingDispatcher, tracker: Tracker, need: Need, found: RecommendResponse) -> None:
        if not found.products:
            dispatcher.utter_message(response="utter_nothing_found")
            return
        at = places(tracker.latest_message.get("text") or "", len(found.products))
        product = found.products[at[0] if at else 0]
        labels = {attribute.name: in_sentence(attribute.label) for attribute in found.attributes}

        def named(names: list[str]) -> str:
            return ", ".join(labels.get(name, name.replace("_", " ")) for name in names)

        first = [in_sentence(attribute.label) for attribute in found.attributes[:_MOST_NAMED]]
        dispatcher.utter_message(response="utter_why_order", attributes=", ".join(first), query=need.query)
        if product.matched:
            dispatcher.utter_message(response="utter_why_meets", title=product.title, wishes=named(product.matched))
        if product.missed:
            dispatcher.utter_message(response="utter_why_misses", title=product.title, wishes=named(product.missed))


class ActionWhyAsked(Explaining):
    """Why the last question was asked: how its answers divide what is left."""

    def name(self) -> str:
        return "action_why_asked"

    def explain(self, dispatcher: CollectingDispatcher, tracker: Tracker, need: Need, found: RecommendResponse) -> None:
        attribute = next((a for a in found.attributes if a.name == need.asked), None)
        if attribute is None or not attribute.values:
            dispatcher.utter_message(response="utter_why_nothing_asked")
            return
        dispatcher.utter_message(
            response="utter_why_asked",
            label=in_sentence(attribute.label),
            total=found.total,
            answers=_answers(attribute),
        )


def _answers(attribute: RankedAttribute) -> str:
    """The commonest answers with the number of products that each would leave."""
    values = sorted(attribute.values, key=lambda value: -value.count)[:_MOST_NAMED]
    return ", ".join(f"{value.label} ({value.count})" for value in values)
