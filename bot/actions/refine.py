"""Tapped answers, no preference, more of the same, and going back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.actions.choices import TOPIC, go_to
from bot.actions.search import ActionSearch
from bot.dialogue.history import History
from bot.dialogue.need import CATEGORY, Need, choice_of
from bot.dialogue.replies import Answer
from data.catalog.constraints import Constraint
from recommender.protocol.understand import UnderstandResponse

_WORDS = re.compile(r"[^\W\d_]{3,}")
_ALL = re.compile(r"\b(?:filters|everything|all (?:of )?(?:them|wishes|filters)|wishes)\b|所有|全部|都不要了|清除")


class ActionChoose(RecommendingAction):
    """Takes a tapped option: a wish, or no preference."""

    def name(self) -> str:
        return "action_choose"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, choice = Need.from_slots(tracker), choice_of(tracker)
        answer = Answer(dispatcher, tracker, self.client)
        if choice is None:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        if choice["attribute"] == TOPIC:
            return await go_to(str(choice.get("value")), dispatcher, tracker, domain)
        if choice["attribute"] == CATEGORY and isinstance(choice.get("value"), str):
            kind = choice["value"]
            return await answer.give(Need(query=kind, product_types=(kind,)))
        if choice.get("value") is None:
            return await answer.give(need.declining(choice["attribute"]))
        try:
            wish = Constraint(attribute=choice["attribute"], op="eq", value=choice["value"])
        except ValidationError as error:
            dispatcher.utter_message(response="utter_not_understood_wish", reason=error.errors()[0]["msg"])
            return []
        return await answer.give(need.wishing(wish))


class ActionNoPreference(ActionSearch):
    """Lets the attributes that are named go, or else the asked one, and goes on."""

    def name(self) -> str:
        return "action_no_preference"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        declined = understood.attributes or ([need.asked] if need.asked else [])
        if need.is_empty or not declined:
            dispatcher.utter_message(response="utter_ask_what" if need.is_empty else "utter_anything_else")
            return []
        for attribute in declined:
            need = need.declining(attribute)
        return await Answer(dispatcher, tracker, self.client).give(need)


class ActionShowMore(RecommendingAction):
    """Shows the next products of the order."""

    def name(self) -> str:
        return "action_show_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need = Need.from_slots(tracker)
        if need.is_empty:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        return await Answer(dispatcher, tracker, self.client).give(need, "utter_more_products")


class ActionUndo(ActionSearch):
    """Takes back the wish that is named, all of them, or the last step."""

    def name(self) -> str:
        return "action_undo"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, history = Need.from_slots(tracker), History.from_slots(tracker)
        # "go back" is no answer to what was asked.
        understood = await self.understood(dispatcher, tracker, replace(need, asked=None))
        if understood is None:
            return []
        text = tracker.latest_message.get("text") or ""
        answer = Answer(dispatcher, tracker, self.client)
        dropped = _taken_back(need, understood, text)
        if _repeats(need, understood) and not _stated(need, text):
            return await super().run(dispatcher, tracker, domain)
        if dropped:
            for attribute in dropped:
                need = need.declining(attribute)
            return await answer.give(need, "utter_taken_back")
        undone = history.undone()
        if undone is None:
            dispatcher.utter_message(response="utter_nothing_to_undo")
            return []
        need, history = undone
        return await answer.give(need, "utter_taken_back", history=history)


def _repeats(need: Need, understood: UnderstandResponse) -> bool:
    """Whether a value or a bound is wished for that was not before: "actually, blue", "my limit is 300"."""
    known = {(c.attribute, str(c.value)) for c in need.constraints}
    return any(c.op != "neq" and (c.attribute, str(c.value)) not in known for c in understood.constraints)


def _stated(need: Need, text: str) -> list[str]:
    """The attributes whose wished value the text repeats: "forget organic"."""
    spelt = set(_WORDS.findall(text.casefold()))
    return [c.attribute for c in need.constraints if spelt & set(_WORDS.findall(str(c.value).casefold()))]


def _taken_back(need: Need, understood: UnderstandResponse, text: str) -> list[str]:
    """The attributes whose wishes are named, or that the text speaks of as open again."""
    wished = [constraint.attribute for constraint in need.constraints]
    wished += [preference.attribute for preference in need.preferences]
    if _ALL.search(text.lower()):
        return wished
    said = [] if understood.corrections else [constraint.attribute for constraint in understood.constraints]
    named = [*understood.attributes, *said, *(_stated(need, text) if not understood.attributes else [])]
    return list(dict.fromkeys(meant for attribute in named for meant in _meant(attribute, wished)))


def _meant(attribute: str, wished: list[str]) -> list[str]:
    """The wish that is named, exactly or by a word of its name: the size of shoes is their shoe size."""
    parts = set(attribute.split("_"))
    return [attribute] if attribute in wished else [wish for wish in wished if parts & set(wish.split("_"))]


class ActionThreadBack(ActionSearch):
    """Goes back to an earlier search of the conversation: the one about what is named, or the last."""

    def name(self) -> str:
        return "action_thread_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, history = Need.from_slots(tracker), History.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        types = understood.product_types
        earlier = history.thread(types)
        if types and not need.is_about_another(types) and not need.is_empty:
            earlier = None  # it is the current one
        elif earlier is None:
            return await super().run(dispatcher, tracker, domain)
        resumed = replace(need if earlier is None else earlier, offset=0, asked=None)
        return await Answer(dispatcher, tracker, self.client).give(resumed, "utter_back_to")
