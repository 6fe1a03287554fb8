"""Looking for products by words: a new search, or one more wish about the one in force."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answers import answer
from bot.actions.base import RecommendingAction
from bot.actions.needs import Need, says_something, told
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol import UnderstandRequest, UnderstandResponse


class ActionSearch(RecommendingAction):
    """Understands the shopper's words in the catalog's terms, and recommends."""

    def name(self) -> str:
        return "action_search"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        _say_notes(dispatcher, understood)
        if not says_something(understood) and not understood.rest:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        return await answer(dispatcher, self.client, told(need, understood), otherwise=told(Need(), understood))

    async def understood(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, need: Need
    ) -> UnderstandResponse | None:
        """What the message says; None, having said so, if the recommender cannot tell."""
        text = (tracker.latest_message.get("text") or "")[:1000]
        try:
            return await self.client.understand(UnderstandRequest(text=text, query=need.query, asked=need.asked))
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return None


def _say_notes(dispatcher: CollectingDispatcher, understood: UnderstandResponse) -> None:
    """Words that could not be taken as they are, and misspelled ones: said, so that the shopper can correct them."""
    for note in understood.notes:
        dispatcher.utter_message(response="utter_note", said=note.text, reason=note.reason)
    for said, read in understood.corrections.items():
        dispatcher.utter_message(response="utter_corrected", said=said, read=read)


class ActionFallback(ActionSearch):
    """Unclear words are a search after all if they name something of the catalog; else the assistant says so."""

    def name(self) -> str:
        return "action_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        if not says_something(understood):
            dispatcher.utter_message(response="utter_fallback")
            return []
        return await answer(dispatcher, self.client, told(need, understood))


class ActionConfirm(ActionSearch):
    """A plain yes or no: about a wish that could be dropped, a yes/no attribute, or having a wish at all."""

    def name(self) -> str:
        return "action_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, is_yes = Need.from_slots(tracker), tracker.latest_message["intent"].get("name") == "affirm"
        if need.asked is None:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        if any(constraint.attribute == need.asked for constraint in need.constraints):  # "shall I leave it out?"
            if is_yes:
                return await answer(dispatcher, self.client, need.declining(need.asked))
            dispatcher.utter_message(response="utter_ask_what")
            return []
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        if says_something(understood):
            return await answer(dispatcher, self.client, told(need, understood.model_copy(update={"rest": ""})))
        if is_yes:
            dispatcher.utter_message(response="utter_ask_which")
            return []
        return await answer(dispatcher, self.client, need.declining(need.asked))
