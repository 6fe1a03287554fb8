"""One message of a shopper in its conversation: read once, by whoever needs it first, and handed on to the others."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from pydantic import BaseModel
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue import follow_up, refinement, wording
from bot.dialogue.need import Need
from bot.dialogue.references import Pointer
from bot.dialogue.services import Services
from recommender.protocol.products import ProductDetail
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse


class Turn:
    """The message, what the conversation holds, and where the answer goes."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> None:
        self._dispatcher = dispatcher
        self.tracker = tracker
        self.services = services
        self.recommender = services.recommender
        message = tracker.latest_message
        self.text: str = message.get("text") or ""
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.confidence: float = (message.get("intent") or {}).get("confidence") or 1.0
        self.ranking: list[dict[str, Any]] = message.get("intent_ranking") or []
        self.slots: dict[str, Any] = tracker.slots
        self.locale: str = self.slots.get("locale") or wording.DEFAULT
        self.need = Need.from_slots(tracker)
        self.pointer = Pointer(tracker)
        self.page_question = follow_up.request(tracker)
        self._understood: UnderstandResponse | None = None

    async def understood(self, text: str | None = None, *, is_answer: bool = True) -> UnderstandResponse:
        """What the message says; read at the first call. `text` is what of it to read, if not all; where it
        `is_answer`, bare words are about what was asked. Raises what the recommender's client raises.
        """
        if self._understood is None:
            request = UnderstandRequest(
                text=(self.text if text is None else text)[:1000],
                query=self.need.query,
                asked=refinement.about(self.text, self.need) if is_answer else None,
                product_types=list(self.need.product_types)[:20],
                shown=self.pointer.asked(),
                pages=self.page_question,
            )
            self._understood = await self.recommender.understand(request)
        return self._understood

    async def pointed(self) -> Sequence[str]:
        """The ids of the products that the message points at."""
        return self.pointer.placed or self.pointer.ids(await self.understood())

    async def product(self) -> ProductDetail | None:
        """The product that is meant, or else the first of those shown; None if it is no longer offered."""
        return (await self.understood()).product

    def entity(self, name: str) -> str | None:
        """The last entity of this name in the message."""
        entities = self.tracker.latest_message.get("entities") or []
        values = [entity.get("value") for entity in entities if entity.get("entity") == name]
        return str(values[-1]).lstrip("# ").strip() if values else None

    def say(self, response: str, shown: BaseModel | None = None, /, **gaps: Any) -> list[EventType]:
        """Says a response, its gaps filled, with what is shown besides words; no events, as nothing more follows."""
        custom = {} if shown is None else {"json_message": shown.model_dump(mode="json")}
        self._dispatcher.utter_message(response=response, **custom, **gaps)
        return []

    def meaning(self, intent: str) -> Turn:
        """The same turn as if what was tapped had been said in words."""
        tracker = copy(self.tracker)
        tracker.latest_message = {**tracker.latest_message, "text": "", "intent": {"name": intent, "confidence": 1.0}}
        return Turn(self._dispatcher, tracker, self.services)


def kept(**slots: object) -> list[EventType]:
    """The events that set slots."""
    return [SlotSet(name, value) for name, value in slots.items()]


def answered(**slots: object) -> list[EventType]:
    """The same at the end of an answer that led somewhere."""
    return kept(**slots, misses=None)
