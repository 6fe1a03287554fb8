"""A shopper's visit as the gateway would see it: her messages, the answers with what they show, what her page tells.

A visit is a list of steps with the second at which each happens; `diary` writes it into a log. Bots visit too.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.simulator.browsing import looked
from benchmarks.simulator.shoppers import Shopper
from benchmarks.simulator.shopping import FIRST_SCREEN, MOST_QUESTIONS, Asked, Search
from benchmarks.simulator.wordings import instead, request, value_words
from benchmarks.simulator.worlds import World
from data.catalog.products import PRICE
from recommender.engine.recommender import Recommender
from recommender.protocol.messages import ShownAttribute, TracedProducts
from recommender.protocol.recommend import RecommendResponse

DAY = 86_400.0
_Turn = tuple[dict[str, Any] | None, str, RecommendResponse]
"""A shopper's message (None: she has nothing more to say), what it is taken to do, and the answer to it."""
_CART, _IDLE_CART = 0.7, 0.04
"""Chance to put what was clicked into the cart: of what is good enough, and of anything else."""
_BUY, _LATE, _ELSEWHERE = 0.5, 0.4, 0.4
"""Chance to buy what is in the cart; of these, to do so days later; of these, in another session."""
_LATEST = 9
"""Days."""
_THUMBS, _PLEASED, _CROSS = 0.06, 0.75, 0.5
"""Chance to rate a list; from which fit up it pleases, and to which fit down it annoys."""
_STARS = 0.05
_MORE, _MOST_MORE = 0.35, 2
"""Chance to look further down where nothing was found, and how often at the most."""
_OTHERWISE = 0.2
"""Chance to say something else than an answer she has not."""
_IN_WORDS = 0.15
"""Chance to type an answer that could be tapped."""
_TAKES_BACK = 0.5
"""Chance to correct an answer that was not what she wants."""
_COMPARES = 0.15


@dataclass(frozen=True, slots=True)
class Message:
    """Something of the assistant's: what is stored of it, less its words, and how it was chosen."""

    payload: dict[str, Any]
    trace: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """At one moment (seconds from the visit's beginning), either a shopper's message with its answers, or events."""

    at: float
    said: dict[str, Any] | None = None
    """As `gateway.turns` stores it, without id and time."""
    answers: Sequence[Message] = ()
    events: Sequence[dict[str, Any]] = ()
    """As `ConversationLog.add_events` takes them, with `after`, seconds from the visit's beginning, for `at`."""
    elsewhere: bool = False
    """Whether the events come days later in another session of the same shopper."""


@dataclass(slots=True)
class Visit:
    """All of a visit, and the truth about it."""

    shopper_id: str | None
    steps: list[Step] = field(default_factory=list)
    truth: dict[str, Any] = field(default_factory=dict)


def new_id(random: np.random.Generator) -> str:
    """An id of a message, an event or a shopper, by seed."""
    return uuid.UUID(bytes=random.bytes(16)).hex


class Visitor:
    """Plays one shopper's visit with one recommender."""

    def __init__(self, recommender: Recommender, shopper: Shopper, world: World, random: np.random.Generator) -> None:
        self._shopper = shopper
        self._world = world
        self._random = random
        self._search = Search(recommender, unit=shopper.id)
        self._visit = Visit(shopper.id)
        self._clock = 0.0
        self._clicked: list[Any] = []
        self._more = 0
        self._sorry: str | None = None
        """What she said against her wish, to be corrected."""

    def play(self) -> Visit:
        """From her first words to the end."""
        text = request(self._shopper, self._world, self._random)
        found = self._search.says(text)
        said: dict[str, Any] | None = {"type": "text", "text": text}
        act, asked, ended = "search", 0, False
        while not ended and said is not None:
            question = self._search.asked(found)
            list_id, question_id = self._answered(said, act, found, question)
            ended = self._looks(found, list_id)
            asked += question is not None
            if ended or asked > MOST_QUESTIONS or self._random.random() < self._world.leaves:
                break
            said, act, found = self._goes_on(found, question, question_id)
        if self._random.random() < _STARS:
            self._event("csat", score=5 if ended else int(self._random.integers(1, 4)))
        need = self._shopper.need
        self._visit.truth = {
            "type": self._shopper.kind.name,
            "need": need.need if need else None,
            "seed": self._shopper.seed,
            "found": ended,
            "questions": asked,
        }
        return self._visit

    def _answered(
        self, said: dict[str, Any], act: str, found: RecommendResponse, question: Asked | None
    ) -> tuple[str, str | None]:
        """Adds the turn; returns the ids of the list and of the question."""
        list_id, question_id = new_id(self._random), None
        messages = [Message({"id": list_id, **_products(self._search, found)}, _dumped(found.trace))]
        messages[0].payload["acts"] = [{"act": act, "confidence": round(float(self._random.uniform(0.75, 1)), 4)}]
        if question is not None:
            question_id = new_id(self._random)
            trace = (_dumped(found.question_trace) or {}) | {"query_id": found.query_id}
            messages.append(Message({"id": question_id, **_asks(question)}, trace))
        self._visit.steps.append(Step(self._clock, said, messages))
        return list_id, question_id

    def _looks(self, found: RecommendResponse, list_id: str) -> bool:
        """Looks at a list, and does with it what she does; whether she has what she wants."""
        products = found.products[:FIRST_SCREEN]
        self._wait(1, 4)
        self._events(
            "impression",
            [{"message_id": list_id, "product_id": product.id, "position": n} for n, product in enumerate(products)],
        )
        look = looked(self._shopper, [product.id for product in products], self._world, self._random)
        for place in look.clicked:
            self._wait(3, 15)
            shown = {"message_id": list_id, "product_id": products[place].id, "position": place}
            self._event("product_click", **shown)
            self._clicked.append(products[place])
            if self._random.random() < (_CART if place == look.found else _IDLE_CART):
                self._wait(5, 40)
                self._event("add_to_cart", **shown, quantity=1)
                self._buys(products[place], list_id)
        if products and self._random.random() < _THUMBS:
            self._rates([product.id for product in products], list_id)
        return look.found is not None

    def _buys(self, product: Any, list_id: str) -> None:
        if self._random.random() >= _BUY:
            return
        bought = {"product_id": product.id, "price": product.price, "currency": product.currency, "quantity": 1}
        if self._random.random() >= _LATE:
            self._wait(30, 200)
            self._event("purchase", message_id=list_id, **bought)
            return
        later = self._clock + DAY * float(self._random.uniform(0.3, _LATEST))
        elsewhere = bool(self._random.random() < _ELSEWHERE)
        event = {"event_id": new_id(self._random), "type": "purchase", "after": later, **bought}
        if not elsewhere:
            event["message_id"] = list_id
        self._visit.steps.append(Step(later, events=[event], elsewhere=elsewhere))

    def _rates(self, ids: Sequence[str], list_id: str) -> None:
        fit = float(np.mean([self._shopper.fit_of(id) for id in ids]))
        if fit >= _PLEASED:
            self._event("thumbs_up", message_id=list_id)
        elif fit <= _CROSS:
            self._event("thumbs_down", message_id=list_id, reason=self._complaint(ids))

    def _complaint(self, ids: Sequence[str]) -> str:
        """What is wrong with a list, as the widget offers to say it."""
        places = [place for id in ids if (place := self._shopper.kind.place.get(id)) is not None]
        if not places:
            return "misunderstood"
        missing = self._shopper.decides * (1 - self._shopper.effects[:, places].mean(axis=1))
        is_price = self._shopper.kind.traits[int(missing.argmax())].name == PRICE
        return "too_expensive" if is_price else "wrong_products"

    def _goes_on(self, found: RecommendResponse, question: Asked | None, question_id: str | None) -> _Turn:
        """Her next message with the answer to it; None where she has nothing more to say."""
        self._wait(4, 25)
        if self._sorry is not None:
            sorry, self._sorry = self._sorry, None
            return self._types(sorry, "correct")
        if len(self._clicked) > 1 and self._random.random() < _COMPARES:
            self._compares()
        if question is None:
            return self._further(found)
        answer = self._shopper.answer(question.attribute, question.values)
        if answer.value is None and self._random.random() < _OTHERWISE:
            other = instead(self._shopper, self._random)
            return self._further(found) if other is None else self._types(other)
        if not answer.is_true and self._random.random() < _TAKES_BACK:
            wanted = instead(self._shopper, self._random)
            self._sorry = f"no, I meant {wanted}" if wanted else None
        return self._answers(question, answer.value, question_id)

    def _answers(self, question: Asked, value: Any, question_id: str | None) -> _Turn:
        """Typed or tapped."""
        words = None if isinstance(value, bool) else value_words(question.attribute, value)
        if words and question.attribute != PRICE and self._random.random() < _IN_WORDS:
            return self._types(words)
        plain, kind = _plain(value), "option_skip" if value is None else "option_pick"
        self._event(kind, message_id=question_id, attribute=question.attribute, value=plain)
        said = {"type": "choice", "choice": {"attribute": question.attribute, "value": plain}}
        return said, "search", self._search.picks(question.attribute, value)

    def _types(self, text: str, act: str = "search") -> _Turn:
        return {"type": "text", "text": text}, act, self._search.says(text)

    def _further(self, found: RecommendResponse) -> _Turn:
        """Down the list, or away."""
        more = self._more < _MOST_MORE and self._search.need.offset < found.total
        if not more or self._random.random() >= _MORE + 0.3 * (found.question is None):
            return None, "", found
        self._more += 1
        return {"type": "action", "action": "show_more"}, "show_more", self._search.more()

    def _compares(self) -> None:
        cards = [card.model_dump(mode="json") for card in {card.id: card for card in self._clicked[-3:]}.values()]
        shown = {"id": new_id(self._random), "type": "comparison", "products": cards, "rows": []}
        self._events("compare", [{"product_id": card["id"]} for card in cards])
        shown["acts"] = [{"act": "compare", "confidence": 1.0}]
        self._visit.steps.append(Step(self._clock, {"type": "action", "action": "compare"}, [Message(shown)]))
        self._clicked.clear()
        self._wait(5, 30)

    def _event(self, type: str, **rest: Any) -> None:
        self._events(type, [rest])

    def _events(self, type: str, all: Sequence[dict[str, Any]]) -> None:
        plain = [{"event_id": new_id(self._random), "type": type, "after": self._clock, **rest} for rest in all]
        self._visit.steps.append(Step(self._clock, events=plain))

    def _wait(self, least: float, most: float) -> None:
        self._clock += float(self._random.uniform(least, most))


class Bot:
    """Opens every product of one brand that it comes to, at once, whoever asks for what; and puts them into carts."""

    def __init__(
        self, recommender: Recommender, brand: str, kind: str, random: np.random.Generator, id: str | None
    ) -> None:
        self._brand, self._kind, self._random = brand, kind, random
        self._search = Search(recommender, unit=id or "")
        self._visit = Visit(id, truth={"type": kind, "need": None, "bot": True, "brand": brand})

    def play(self) -> Visit:
        """The first four screens."""
        clock, text = 0.0, self._kind.lower()
        found = self._search.says(text)
        said: dict[str, Any] = {"type": "text", "text": text}
        for _ in range(4):
            list_id = new_id(self._random)
            shown = {"id": list_id, **_products(self._search, found)}
            shown["acts"] = [{"act": said.get("action", "search"), "confidence": 1.0}]
            self._visit.steps.append(Step(clock, said, [Message(shown, _dumped(found.trace))]))
            for place, product in enumerate(found.products):
                own = {"message_id": list_id, "product_id": product.id, "position": place}
                types = ["impression"] + ["product_click", "add_to_cart"] * (product.brand == self._brand)
                events = [{"event_id": new_id(self._random), "type": type, "after": clock, **own} for type in types]
                self._visit.steps.append(Step(clock, events=events))
                clock += 0.05
            said, found = {"type": "action", "action": "show_more"}, self._search.more()
            clock += 0.3
        return self._visit


def _products(search: Search, found: RecommendResponse) -> dict[str, Any]:
    need = search.need
    shown = TracedProducts(
        products=found.products,
        total=found.total,
        offset=need.offset - len(found.products),
        query=need.words,
        constraints=list(need.constraints),
        attributes=[ShownAttribute(name=a.name, label=a.label, weight=a.weight, unit=a.unit) for a in found.attributes],
        leanings=found.need.leanings,
        query_id=found.query_id,
        model_version=found.model_version,
        catalog_version=found.catalog_version,
    )
    return shown.model_dump(mode="json", exclude={"trace"})


def _asks(question: Asked) -> dict[str, Any]:
    return {
        "type": "question",
        "attribute": question.attribute,
        "label": question.label,
        "unit": question.unit,
        "options": [option.model_dump(mode="json") for option in question.options],
        "may_skip": True,
    }


def _dumped(trace: Any) -> dict[str, Any] | None:
    dumped: dict[str, Any] | None = None if trace is None else trace.model_dump(mode="json")
    return dumped


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
