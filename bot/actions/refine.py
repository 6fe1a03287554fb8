"""Tapped answers, no preference, and more of the same."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import answer
from bot.actions.base import RecommendingAction
from bot.actions.needs import Need, choice_of
from recommender.protocol import Constraint


class ActionChoose(RecommendingAction):
    """Takes a tapped option: a wish, or no preference."""

    def name(self) -> str:
        return "action_choose"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, choice = Need.from_slots(tracker), choice_of(tracker)
        if choice is None:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        if choice.get("value") is None:
            return await answer(dispatcher, self.client, need.declining(choice["attribute"]))
        try:
            wish = Constraint(attribute=choice["attribute"], op="eq", value=choice["value"])
        except ValidationError as error:
            dispatcher.utter_message(response="utter_not_understood_wish", reason=error.errors()[0]["msg"])
            return []
        return await answer(dispatcher, self.client, need.wishing(wish))


class ActionNoPreference(RecommendingAction):
    """Lets the asked attribute go, and goes on."""

    def name(self) -> str:
        return "action_no_preference"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        if need.asked is None:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        return await answer(dispatcher, self.client, need.declining(need.asked))


class ActionShowMore(RecommendingAction):
    """Shows the next products of the order."""

    def name(self) -> str:
        return "action_show_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        if not need.query and not need.constraints:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        return await answer(dispatcher, self.client, need, "utter_more_products")
