"""Looking for products by words: a new search, or one more wish about the current one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.actions.orders import ActionOrder, PendingChange, is_expected
from bot.actions.policies import followed_up
from bot.dialogue.escalation import step_up
from bot.dialogue.need import Need, says_something, told
from bot.dialogue.references import Pointer, values_of
from bot.dialogue.replies import Answer
from data.catalog.constraints import Constraint
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.products import ProductDetail
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse

_ANOTHER = re.compile(
    r"\b(?:another|others?|different|not (?:this|that|these|those)|don'?t like (?:this|that|the)|hate (?:this|that))\b"
    r"|anders?|别的|其他|其它|另外|不同的|换个|换一?种|换一个|换成别|不要这|不喜欢这|不想要这"
)
"""Words that reject what was shown of an attribute: "not that brand", "another colour"."""


_SURE = 0.5
"""Confidence that words which name nothing of the catalog are about products all the same."""
_NUMBER_ALONE = re.compile(
    r"(?:(?:ok|hm+|no|and|then|rather|actually|better|make (?:it|that)|at least|at most|up to|max|min|around|about"
    r"|under|over|more than|less than|no more than|say|let'?s say)[\s,]+)*"
    r"\d+(?:[.,]\d+)?(?:[\s,]+(?:then|please|or more|or less|max|tops|too|is (?:ok|okay|fine|alright|all right)))*"
)
"""A message that is a number and how it compares, and so is about the number said before."""


_RELEASING = re.compile(
    r"\b(?:(?:does|do|did)(?:n[o']?t| not) (?:have|need) to|need(?:n'?t| not)|not necessarily|no need)\b|\bnot a must\b"
)
"""Words that let a wish go, which is no wish for anything else: "it doesn't have to be green"."""


class ActionSearch(RecommendingAction):
    """Understands the shopper's words in the catalog's terms, and recommends."""

    def name(self) -> str:
        return "action_search"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if is_expected(tracker):
            return await ActionOrder().run(dispatcher, tracker, domain)
        need = Need.from_slots(tracker)
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        say_notes(dispatcher, understood)
        pointing = await self._measured(tracker, need, understood)
        if not pointing and not says_something(understood):
            if need.is_empty and await followed_up(self.client, dispatcher, tracker):
                return [SlotSet("misses", None)]
            if not understood.rest:
                dispatcher.utter_message(response="utter_ask_what")
                return []
            if not need.is_empty and _ANOTHER.search((tracker.latest_message.get("text") or "").lower()):
                return await Answer(dispatcher, tracker, self.client).give(need, "utter_more_products")
            if (tracker.latest_message["intent"].get("confidence") or 1.0) < _SURE:
                return step_up(dispatcher, tracker, "utter_fallback")
        if _RELEASING.search((tracker.latest_message.get("text") or "").lower()):
            need, understood = _released(need, understood)
        # Words that reject or compare are no words to search with.
        if _is_number(tracker.latest_message.get("text") or ""):
            understood = _in_the_sense_of(need, understood)
        after = told(need, understood.model_copy(update={"rest": ""}) if pointing else understood)
        for constraint in pointing:
            after = after.wishing(constraint)
        # Only words of their own may be about something else; a wish alone is about what is searched.
        otherwise = told(Need(), understood) if understood.rest and not pointing else None
        return await Answer(dispatcher, tracker, self.client).give(after, otherwise=otherwise)

    async def understood(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, need: Need
    ) -> UnderstandResponse | None:
        """What the message says; None, having said so, if the recommender cannot tell."""
        text = (tracker.latest_message.get("text") or "")[:1000]
        request = UnderstandRequest(
            text=text, query=need.query, asked=_about(text, need), product_types=list(need.product_types)[:20]
        )
        try:
            return await self.client.understand(request)
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return None

    async def _measured(self, tracker: Tracker, need: Need, understood: UnderstandResponse) -> list[Constraint]:
        """Wishes measured against a product that was shown: "cheaper", "not that brand", "a different colour"."""
        pointer = Pointer(tracker, self.client)
        text = (tracker.latest_message.get("text") or "").lower()
        wished = {constraint.attribute for constraint in understood.constraints}
        rejected = [a for a in understood.attributes if a not in wished] if _ANOTHER.search(text) else []
        compared = [p for p in understood.preferences if p.compares and p.attribute not in wished]
        if not pointer.shown or not (rejected or compared) or need.is_about_another(understood.product_types):
            return []
        try:
            product = await self.client.product(await pointer.one() or pointer.shown[0])
        except (RecommenderUnavailable, RecommenderRejected):
            return []
        if product is None:
            return []
        found = [_beyond(product, p.attribute, p.direction) for p in compared]
        found += [_unlike(product, need, attribute) for attribute in rejected]
        return [constraint for constraint in found if constraint is not None]


def _released(need: Need, understood: UnderstandResponse) -> tuple[Need, UnderstandResponse]:
    """Without the wishes that need not be met; what was never wished for is no wish now either."""
    for constraint in understood.constraints:
        if constraint.op == "neq":
            need = need.declining(constraint.attribute)
    return need, understood.model_copy(update={"constraints": [c for c in understood.constraints if c.op != "neq"]})


def _about(text: str, need: Need) -> str | None:
    """The attribute that a bare value is about: the one asked, or that of the last number wished for ("make it 32")."""
    if _is_number(text):
        numbers = [c.attribute for c in need.constraints if not isinstance(c.value, str | bool | tuple)]
        return numbers[-1] if numbers else need.asked
    return need.asked


def _is_number(text: str) -> bool:
    return _NUMBER_ALONE.fullmatch(text.strip().lower().rstrip(".!")) is not None


def _in_the_sense_of(need: Need, understood: UnderstandResponse) -> UnderstandResponse:
    """A bare number replaces the one of the wish before: after "under 100", "150 is fine too" is a bound as well."""
    bounds = {c.attribute: c.op for c in need.constraints if c.op in ("lt", "lte", "gt", "gte")}
    constraints = [
        c.model_copy(update={"op": bounds[c.attribute]}) if c.op == "eq" and c.attribute in bounds else c
        for c in understood.constraints
    ]
    return understood.model_copy(update={"constraints": constraints, "rest": ""})


def _beyond(product: ProductDetail, attribute: str, direction: str) -> Constraint | None:
    """Less or more of a numeric attribute than the product has."""
    numbers = [v for v in values_of(product, attribute) if isinstance(v, int | float) and not isinstance(v, bool)]
    if not numbers:
        return None
    if direction == "low":
        return Constraint(attribute=attribute, op="lt", value=min(numbers))
    return Constraint(attribute=attribute, op="gt", value=max(numbers))


def _unlike(product: ProductDetail, need: Need, attribute: str) -> Constraint | None:
    """Not the value wished for so far, or else not the product's."""
    wished = next((c for c in need.constraints if c.attribute == attribute and c.op == "eq"), None)
    values = [wished.value] if wished else values_of(product, attribute)
    plain = next((value for value in values if isinstance(value, str)), None)
    return None if plain is None else Constraint(attribute=attribute, op="neq", value=plain)


def say_notes(dispatcher: CollectingDispatcher, understood: UnderstandResponse) -> None:
    """Words that could not be taken as they are, and misspelled ones: said, so that the shopper can correct them."""
    for note in understood.notes:
        dispatcher.utter_message(response="utter_note", said=note.text, reason=note.reason)
    for said, read in understood.corrections.items():
        dispatcher.utter_message(response="utter_corrected", said=said, read=read)


class ActionConfirm(ActionSearch):
    """A plain yes or no: about an offer, a yes/no attribute, or having a wish at all."""

    def name(self) -> str:
        return "action_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        need, is_yes = Need.from_slots(tracker), tracker.latest_message["intent"].get("name") == "affirm"
        change = PendingChange(tracker, ActionOrder().backend)
        if change:
            return await change.settle(dispatcher, is_yes=is_yes)
        answer = Answer(dispatcher, tracker, self.client)
        offer = tracker.slots.get("offer")
        if offer:  # "shall I leave it out?"
            if not is_yes:
                dispatcher.utter_message(response="utter_ask_what_instead")
                return []
            return await answer.give(_accepting(need, offer))
        if need.asked is None:
            dispatcher.utter_message(response="utter_anything_else" if not is_yes else "utter_ask_what")
            return []
        understood = await self.understood(dispatcher, tracker, need)
        if understood is None:
            return []
        if says_something(understood):
            return await answer.give(told(need, understood.model_copy(update={"rest": ""})))
        if is_yes:
            dispatcher.utter_message(response="utter_ask_which")
            return []
        return await answer.give(need.declining(need.asked))


def _accepting(need: Need, offer: dict[str, Any]) -> Need:
    """The need with the change that was offered: a wish widened, or dropped."""
    if offer.get("constraint"):
        return need.wishing(Constraint.model_validate(offer["constraint"]))
    return replace(need.declining(offer["attribute"]), asked=None)
