"""One message of a shopper in its conversation, or one part of it that does something of its own.

It is read once, by whoever needs it first, and handed on to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple

from pydantic import BaseModel
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.acts.scene import Scene
from bot.dialogue import follow_up, refinement, standing, wording
from bot.dialogue.decisions import MESSAGE
from bot.dialogue.lending import Loan
from bot.dialogue.need import Need
from bot.dialogue.references import Pointer, without_places
from bot.dialogue.services import Services
from data.catalog.constraints import Constraint
from recommender.protocol.messages import ActTaken, UnmetWish
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import MOST_CONSTRAINTS, MOST_UNIT_CHARACTERS, RecommendRequest
from recommender.protocol.traces import Arm
from recommender.protocol.understand import Shown, UnderstandRequest, UnderstandResponse

LONGEST_READ = 1000
"""Characters of a message that are read."""


LEAST_TALK = 2
"""Words besides what was linked, from which a message may mean more than it says."""


class Act(NamedTuple):
    """What a message or a part of it does, and how surely."""

    name: str
    text: str
    confidence: float = 1.0
    ranking: tuple[tuple[str, float], ...] = ()
    """The likeliest acts with their probabilities, this one among them."""


class Turn:
    """The message, what the conversation holds, and where the answer goes. `tracker` is the loan's, with its values."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, loan: Loan) -> None:
        self._dispatcher = dispatcher
        self.loan = loan
        self.tracker = tracker
        self.services = services
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        self.recommender = services.recommender_of(str(metadata.get("catalog") or ""))
        self.text: str = message.get("text") or ""
        self.act = Act((message.get("intent") or {}).get("name") or "", self.text)
        self.slots: dict[str, Any] = tracker.slots
        self.locale: str = self.slots.get("locale") or wording.DEFAULT
        self.need = Need.from_slots(tracker)
        self.pointer = Pointer(tracker)
        self.page_question = follow_up.request(tracker)
        self._unit, self._arm = str(metadata.get("unit") or ""), metadata.get("arm")
        viewed = metadata.get("viewed")
        self.viewed: str | None = viewed if isinstance(viewed, str) and viewed else None
        """The id of the product whose page the shopper is on."""
        self.is_draft = bool(metadata.get("draft"))
        """Whether the answer is a draft for the person who serves the shopper: nobody may hear it."""
        self._is_part = False
        self._readings: dict[tuple[str, bool], UnderstandResponse] = {}

    @property
    def scene(self) -> Scene:
        """What stands before the shopper."""
        return standing.scene(self.tracker, self.need, len(self.pointer.shown), focused=self.pointer.focus is not None)

    def request(self, need: Need, *, asks_use: bool = False) -> RecommendRequest:
        """What to ask the recommender for a need, on behalf of this shopper."""
        arm: Arm = "holdout" if self._arm == "holdout" else "assistant"
        return need.request(asks_use=asks_use).model_copy(
            update={"unit": self._unit[:MOST_UNIT_CHARACTERS], "arm": arm}
        )

    async def understood(self, *, is_answer: bool = True) -> UnderstandResponse:
        """What the message says, without what points at a place of the list; read at the first call. Where it
        `is_answer`, bare words are about what was asked. Raises what the recommender's client raises.
        """
        text = (without_places(self.text) or "?") if self.pointer.placed else self.text
        key = (text[:LONGEST_READ], is_answer and self.need.asked is not None)
        if key not in self._readings:
            request = UnderstandRequest(
                text=key[0],
                query=self.need.query,
                asked=refinement.about(text, self.need) if is_answer else None,
                product_types=list(self.need.product_types)[:20],
                shown=self._shown(),
                pages=self.page_question,
            )
            read = await self.recommender.understand(request)
            self._readings[key] = read.model_copy(update={"rest": self.loan.without_personal(read.rest)})
        return self._readings[key]

    def _shown(self) -> Shown | None:
        shown = self.pointer.asked()
        return shown and shown.model_copy(update={"constraints": list(self.need.constraints)[:MOST_CONSTRAINTS]})

    async def implied(self) -> list[Constraint]:
        """Soft constraints that the message means without saying them, beside what it says."""
        understood = await self.understood()
        if len(understood.rest.split()) < LEAST_TALK or not (understood.product_types or self.need.product_types):
            return []
        request = UnderstandRequest(
            text=self.text[:LONGEST_READ], product_types=list(self.need.product_types)[:20], implies=True
        )
        said = await self.recommender.understand(request)
        return said.implied

    async def pointed(self) -> Sequence[str]:
        """The ids of the products that the message points at."""
        return self.pointer.placed or self.pointer.ids(await self.understood())

    async def product(self) -> ProductDetail | None:
        """The product that is meant, or else the first of those shown; None if it is no longer offered."""
        return (await self.understood()).product

    def entity(self, name: str) -> str | None:
        """The last entity of this name in the message, or in the part of it that this is."""
        entities = self.tracker.latest_message.get("entities") or []
        values = [str(entity.get("value")) for entity in entities if entity.get("entity") == name]
        said = [value for value in values if not self._is_part or value.casefold() in self.text.casefold()]
        return said[-1].lstrip("# ").strip() if said else None

    def say(self, response: str, shown: BaseModel | None = None, /, **gaps: Any) -> list[EventType]:
        """Says a response, its gaps filled, with what is shown besides words; no events, as nothing more follows."""
        custom = {} if shown is None else {"json_message": shown.model_dump(mode="json")}
        self._dispatcher.utter_message(response=response, **custom, **gaps)
        return []

    def note(self, acts: Sequence[Act]) -> None:
        """Has the log know what the message was taken to do: beside the first thing that was said."""
        if self.act.name == MESSAGE and (said := wording.bearers(self._dispatcher.messages)):
            taken = [ActTaken(act=act.name, confidence=round(act.confidence, 4)) for act in acts]
            wording.bear(said[0], acts=[one.model_dump(mode="json") for one in taken])

    def note_unmet(self, wish: UnmetWish) -> None:
        """Has the log know of a wish that no product meets: beside the last thing that was said."""
        if said := wording.bearers(self._dispatcher.messages):
            wording.bear(said[-1], unmet=wish.model_dump(mode="json"))

    @contextmanager
    def superseding(self) -> Iterator[None]:
        """What is said within takes the place of a list and a question said before, if it shows a list itself."""
        before = list(self._dispatcher.messages)
        yield
        new = self._dispatcher.messages[len(before) :]
        if any(map(_is_list, new)):
            self._dispatcher.messages[: len(before)] = [m for m in before if not (_is_list(m) or _asks(m))]

    def doing(self, act: Act) -> Turn:
        """The same conversation, of which `act` is the message: what was tapped, or a part of what was said."""
        tracker = copy(self.tracker)
        intent = {"name": act.name, "confidence": act.confidence}
        tracker.latest_message = {**tracker.latest_message, "text": act.text, "intent": intent}
        turn = Turn(self._dispatcher, tracker, self.services, self.loan)
        turn.act, turn._is_part = act, self._is_part or bool(act.text != self.text and self.text)
        if act.text == self.text:
            turn._readings = self._readings
        return turn

    def after(self, events: Sequence[EventType]) -> Turn:
        """The same message once these events have happened."""
        tracker = copy(self.tracker)
        tracker.slots = {**self.slots, **{e["name"]: e["value"] for e in events if e.get("event") == "slot"}}
        turn = Turn(self._dispatcher, tracker, self.services, self.loan)
        turn.act, turn._is_part = self.act, self._is_part
        return turn


def _is_list(message: dict[str, Any]) -> bool:
    return bool((message.get("custom") or message.get("json_message") or {}).get("type") == "products")


def _asks(message: dict[str, Any]) -> bool:
    return bool((message.get("custom") or message.get("json_message") or {}).get("type") == "question")


def kept(**slots: object) -> list[EventType]:
    """The events that set slots."""
    return [SlotSet(name, value) for name, value in slots.items()]


def answered(**slots: object) -> list[EventType]:
    """The same at the end of an answer that led somewhere."""
    return kept(**slots, misses=None)
