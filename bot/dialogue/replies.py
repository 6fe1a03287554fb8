"""Says what the recommender answered: product cards, the one question, or why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rasa_sdk.events import EventType

from bot.dialogue import candour
from bot.dialogue.escalation import step_up
from bot.dialogue.history import History
from bot.dialogue.locale import Locale
from bot.dialogue.need import CATEGORY, Need
from bot.dialogue.turn import Turn, answered, kept
from bot.dialogue.wishes import wishes_of
from bot.dialogue.wording import in_sentence
from data.catalog.constraints import Constraint, Range
from recommender.client import RecommenderRejected
from recommender.protocol.companions import ComparedAttribute
from recommender.protocol.messages import Question, ShownAttribute, TracedProducts, TracedQuestion, UnmetWish
from recommender.protocol.recommend import (
    USE,
    FacetValue,
    RankedAttribute,
    RankedProduct,
    RecommendResponse,
    Relaxation,
)
from recommender.protocol.traces import QuestionTrace

MOST_OPTIONS = 8
_FEW = 2
"""Products that go further than one shown, below which those that come nearest are shown with them."""
_NEAR_ENOUGH = 0.6
"""Score below which a product shares no word with the query, only something of its meaning."""


class Answer:
    """Recommends for a need, says it, and keeps it: what each action that changes the search ends with.

    `history` is given by who went back in it; else the step from the need before is added.
    """

    def __init__(self, turn: Turn, history: History | None = None) -> None:
        self._turn = turn
        self._history = history
        self._locale = Locale(turn.locale)

    async def give(
        self,
        need: Need,
        response_name: str = "utter_products",
        *,
        otherwise: Need | None = None,
        instead: Need | None = None,
    ) -> list[EventType]:
        """Says what is found for the need, and returns the events that keep it.

        If nothing fits, `otherwise` is tried: the same words may be about something else altogether; or `instead`: more
        was asked of a product than there is, and the nearest are shown.
        """
        try:
            found = await self._found(need, otherwise)
            if found.total < _FEW and instead is not None:
                response_name = "utter_one_further" if found.total else "utter_no_further"
                need, found = instead, await self._found(instead, None)
        except RecommenderRejected as rejected:
            return self._turn.say("utter_not_understood_constraint", reason=rejected.body.message)
        if found.is_otherwise and otherwise is not None:
            need = otherwise
        unknown = set(found.unknown_attributes) - {CATEGORY}
        if unknown:
            self._turn.say("utter_unknown_attribute")
            need = need.without(unknown)
        if found.products:
            return self._say_found(need, found, response_name)
        if found.total:
            return await self._beyond(need)
        events = await self._without_any(need, found)
        self._turn.note_unmet(_unmet(need))
        return events

    async def _without_any(self, need: Need, found: RecommendResponse) -> list[EventType]:
        """Says that nothing meets the need, and offers what would."""
        relaxations = [r for r in found.relaxations if r.constraint.attribute != CATEGORY and _gives_more(r)]
        if relaxations and self._was_offered(relaxations[0].constraint.attribute):
            return await self._without(need, found, relaxations[0].constraint.attribute)
        if relaxations:
            return self._offer(need, found, relaxations)
        return await self._nearest(need)

    def _say_found(self, need: Need, found: RecommendResponse, response_name: str) -> list[EventType]:
        whole = need.offset == 0 and found.total <= len(found.products) and response_name == "utter_products"
        if not need.product_types and not need.constraints and found.products[0].score < _NEAR_ENOUGH:
            response_name = "utter_closest"
        self._say_products(need, found, "utter_only_products" if whole else response_name)
        admitted = candour.say_unstated(self._turn, found.need)
        need = self._asked(need, found)
        need = replace(need, offset=need.offset + len(found.products))
        return [*self._kept(need), *show(found.products), *admitted]

    def _asked(self, need: Need, found: RecommendResponse) -> Need:
        """Asks what the recommender would ask, and returns the need that knows of it."""
        name = found.question.attribute if found.question else None
        if name == USE and found.uses:
            label = self._locale.label(USE, "Use")
            question = TracedQuestion(attribute=USE, label=label, options=found.uses, trace=_trace(found))
            self._turn.say("utter_ask_use", question)
            return replace(need, asked=USE, use_asked=True)
        attribute = next((a for a in found.attributes if a.name == name), None)
        if attribute is not None:
            self._ask(attribute, _trace(found))
        return replace(need, asked=attribute.name if attribute else None)

    async def _found(self, need: Need, otherwise: Need | None) -> RecommendResponse:
        # What needs are called stands in English in buying knowledge; another language's shoppers are not asked.
        request = self._turn.request(need, asks_use=self._turn.locale.split("-")[0] == "en")
        if otherwise is not None and otherwise != need:
            request = request.model_copy(update={"otherwise": otherwise.request()})
        found = await self._turn.recommender.recommend(request)
        return found.model_copy(update={"attributes": self._locale.attributes(found.attributes)})

    def _kept(self, need: Need, offer: object = None) -> list[EventType]:
        history = self._history or History.from_slots(self._turn.tracker).moved(self._turn.need, need)
        return [*need.slots(), *history.slots(), *kept(offer=offer)]

    def _say_products(self, need: Need, found: RecommendResponse, response_name: str) -> None:
        shown = TracedProducts(
            products=found.products,
            total=found.total,
            offset=need.offset,
            query=need.words,
            constraints=list(need.constraints),
            wishes=wishes_of(need, found.attributes, self._locale),
            attributes=[
                ShownAttribute(name=a.name, label=a.label, weight=a.weight, unit=a.unit) for a in found.attributes
            ],
            leanings=self._locale.leanings(found.need.leanings),
            query_id=found.query_id,
            model_version=found.model_version,
            catalog_version=found.catalog_version,
            trace=found.trace,
        )
        self._turn.say(response_name, shown, total=found.total, count=len(found.products))

    def _ask(self, attribute: RankedAttribute, trace: QuestionTrace | None) -> None:
        name, label, unit, options = attribute.name, attribute.label, attribute.unit, attribute.values[:MOST_OPTIONS]
        question = TracedQuestion(attribute=name, label=label, unit=unit, options=options, trace=trace)
        question.bounds = attribute.bounds
        question.several = attribute.bounds is None and attribute.kind != "boolean" and len(options) > _FEW
        self._turn.say(f"utter_ask_{attribute.kind}", question, label=in_sentence(label))

    def _was_offered(self, attribute: str) -> bool:
        """Whether it was offered just now to leave out a wish, and something else was said."""
        offer: dict[str, object] = self._turn.slots.get("offer") or {}
        return offer.get("attribute") == attribute

    async def _without(self, need: Need, found: RecommendResponse, attribute: str) -> list[EventType]:
        """Leaves out a wish that nothing meets, and says so."""
        self._turn.say("utter_left_out", attributes=in_sentence(self._label(found, attribute)))
        return await Answer(self._turn.after(self._kept(need)), self._history).give(need.declining(attribute))

    def _label(self, found: RecommendResponse, attribute: str) -> str:
        labels = {one.name: one.label for one in found.attributes}
        return self._locale.label(attribute, labels.get(attribute, attribute.replace("_", " ")))

    async def _nearest(self, need: Need) -> list[EventType]:
        """Shows what comes nearest to wishes that nothing meets together; one step up the ladder if there is no kind of
        product that they are about."""
        found = await self._softly(need)
        if found is not None and found.products:
            return self._say_found(need, found, "utter_nearest")
        events = step_up(self._turn, "utter_nothing_found")
        return [*self._kept(replace(need, asked=None)), *events]

    async def _beyond(self, need: Need) -> list[EventType]:
        """Shows what misses a wish, once all that meet them were shown."""
        found = await self._softly(need)
        if found is not None and found.products:
            return self._say_found(need, found, "utter_beyond")
        return self._turn.say("utter_no_more_products")

    async def _softly(self, need: Need) -> RecommendResponse | None:
        """What is found where no wish must be met; None if there is no kind of product that they are about."""
        softened = tuple(c.model_copy(update={"strength": "soft"}) for c in need.constraints)
        return await self._found(replace(need, constraints=softened), None) if need.product_types and softened else None

    def _offer(self, need: Need, found: RecommendResponse, relaxations: Sequence[Relaxation]) -> list[EventType]:
        """Offers the smallest change that leaves products, with one tap or a yes."""
        first = relaxations[0]
        attribute = first.constraint.attribute
        label = self._label(found, attribute)
        options = [option for relaxation in relaxations if (option := _option(relaxation, attribute))]
        self._turn.say(
            "utter_nothing_fits_but" if first.relaxed else "utter_nothing_fits",
            Question(attribute=attribute, label=label, options=options[:MOST_OPTIONS]),
            attributes=in_sentence(label),
            value=options[0].label if options else "",
            total=first.total,
        )
        offer = {"attribute": attribute, "constraint": first.relaxed and first.relaxed.model_dump(mode="json")}
        return self._kept(replace(need, asked=attribute), offer)


def _unmet(need: Need) -> UnmetWish:
    bare = [c.model_copy(update={"text": "", "span": None}) for c in need.constraints]  # a shopper's words stay out
    return UnmetWish(query=need.words, category=next(iter(need.product_types), ""), constraints=bare)


def show(products: Sequence[RankedProduct]) -> list[EventType]:
    """The events that keep which products were shown last."""
    return answered(shown=[product.id for product in products], focus=None, compared=None)


def say_fit(turn: Turn, product: RankedProduct, attributes: Iterable[RankedAttribute | ComparedAttribute]) -> None:
    """Says which of the constraints a product meets and misses."""
    labels = {attribute.name: in_sentence(attribute.label) for attribute in attributes}
    for response, names in (("utter_why_meets", product.matched), ("utter_why_misses", product.missed)):
        if names:
            listed = ", ".join(labels.get(name, name.replace("_", " ")) for name in names)
            turn.say(response, title=product.title, attributes=listed)


def _option(relaxation: Relaxation, attribute: str) -> FacetValue | None:
    """A changed constraint as an answer to tap; only one about the attribute in question can be one."""
    relaxed = relaxation.relaxed
    if relaxed is None or relaxed.attribute != attribute:
        return None
    within = _range_of(relaxed)
    return None if within is None else FacetValue(value=within[0], label=within[1], count=relaxation.total)


def _gives_more(relaxation: Relaxation) -> bool:
    """Whether the change offers more than the product that was to be beaten: "≤ 98.90" for "under 98.90"."""
    relaxed = relaxation.relaxed
    return relaxed is None or relaxed.value != relaxation.constraint.value


def _range_of(constraint: Constraint) -> tuple[Range, str] | None:
    number = constraint.value
    if isinstance(number, Range):
        return number, f"{number.min:g} – {number.max:g}"
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    if constraint.op in ("lt", "lte"):
        return Range(max=number), f"≤ {number:g}"
    if constraint.op in ("gt", "gte"):
        return Range(min=number), f"≥ {number:g}"
    return None


def _trace(found: RecommendResponse) -> QuestionTrace | None:
    """How the question was chosen, with the answer that it is of."""
    trace = found.question_trace
    return trace.model_copy(update={"query_id": found.query_id}) if trace else None
