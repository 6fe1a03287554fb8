"""Says what the recommender answered: product cards, the one question, or why there is nothing."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.escalation import step_up
from bot.dialogue.history import History
from bot.dialogue.locale import Locale
from bot.dialogue.need import CATEGORY, Need
from data.catalog.constraints import Constraint, Range
from recommender.client import RecommenderClient, RecommenderRejected, RecommenderUnavailable
from recommender.protocol.messages import Products, Question, ShownAttribute
from recommender.protocol.recommend import FacetValue, RankedAttribute, RecommendResponse, Relaxation

MOST_OPTIONS = 8
_NEAR_ENOUGH = 0.6
"""Score below which a product shares no word with the query, only something of its meaning."""


class Answer:
    """Recommends for a need, says it, and keeps it: what each action that changes the search ends with."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, client: RecommenderClient) -> None:
        self._dispatcher = dispatcher
        self._client = client
        self._tracker = tracker
        self._locale = Locale(tracker)
        self._before = Need.from_slots(tracker)
        self._history = History.from_slots(tracker)

    async def give(
        self,
        need: Need,
        response_name: str = "utter_products",
        *,
        otherwise: Need | None = None,
        history: History | None = None,
    ) -> list[EventType]:
        """Says what is found for the need, and returns the events that keep it.

        If nothing fits, `otherwise` is tried: the same words may be about something else altogether. `history` is
        given by who went back in it; else the step from the need before is added.
        """
        try:
            need, found = await self._found(need, otherwise)
        except RecommenderUnavailable:
            self._dispatcher.utter_message(response="utter_search_down")
            return self._kept(need, history)
        except RecommenderRejected as rejected:
            self._dispatcher.utter_message(response="utter_not_understood_wish", reason=rejected.body.message)
            return []
        unknown = set(found.unknown_attributes) - {CATEGORY}
        if unknown:
            self._dispatcher.utter_message(response="utter_unknown_attribute")
            need = need.without(unknown)
        if not found.products:
            return self._say_nothing(need, found, history)
        question = _question(need, found)
        whole = need.offset == 0 and found.total <= len(found.products)
        if not need.product_types and not need.constraints and found.products[0].score < _NEAR_ENOUGH:
            response_name = "utter_closest"
        self._say_products(need, found, "utter_only_products" if whole else response_name)
        if question is not None:
            self._ask(question)
        need = replace(need, asked=question.name if question else None, offset=need.offset + len(found.products))
        shown = [product.id for product in found.products]
        kept = {"shown": shown, "focus": None, "compared": None, "misses": None}
        return [*self._kept(need, history), *(SlotSet(name, value) for name, value in kept.items())]

    async def _found(self, need: Need, otherwise: Need | None) -> tuple[Need, RecommendResponse]:
        found = await self._recommended(need)
        if not found.total and otherwise is not None and otherwise != need:
            second = await self._recommended(otherwise)
            if second.total:
                return otherwise, second
        return need, found

    async def _recommended(self, need: Need) -> RecommendResponse:
        found = await self._client.recommend(need.request())
        return found.model_copy(update={"attributes": self._locale.attributes(found.attributes)})

    def _kept(self, need: Need, history: History | None) -> list[EventType]:
        history = self._history.moved(self._before, need) if history is None else history
        return [*need.slots(), *history.slots(), SlotSet("offer", None)]

    def _say_products(self, need: Need, found: RecommendResponse, response_name: str) -> None:
        shown = Products(
            products=found.products,
            total=found.total,
            offset=need.offset,
            query=need.query,
            constraints=list(need.constraints),
            attributes=[
                ShownAttribute(name=a.name, label=a.label, weight=a.weight, unit=a.unit) for a in found.attributes
            ],
            query_id=found.query_id,
            model_version=found.model_version,
            catalog_version=found.catalog_version,
        )
        self._dispatcher.utter_message(
            response=response_name,
            json_message=shown.model_dump(mode="json"),
            total=found.total,
            count=len(found.products),
        )

    def _ask(self, attribute: RankedAttribute) -> None:
        question = Question(
            attribute=attribute.name,
            label=attribute.label,
            unit=attribute.unit,
            options=attribute.values[:MOST_OPTIONS],
        )
        self._dispatcher.utter_message(
            response=f"utter_ask_{attribute.kind}",
            json_message=question.model_dump(mode="json"),
            label=in_sentence(attribute.label),
        )

    def _say_nothing(self, need: Need, found: RecommendResponse, history: History | None) -> list[EventType]:
        """Offers the smallest change that leaves products, with one tap or a yes; or says that all was shown."""
        if found.total > 0:
            self._dispatcher.utter_message(response="utter_no_more_products")
            return []
        relaxations = [r for r in found.relaxations if r.constraint.attribute != CATEGORY and _gives_more(r)]
        if not relaxations:
            events = step_up(self._dispatcher, self._tracker, "utter_nothing_found")
            return [*self._kept(replace(need, asked=None), history), *events]
        labels = {attribute.name: attribute.label for attribute in found.attributes}
        first = relaxations[0]
        attribute = first.constraint.attribute
        label = self._locale.label(attribute, labels.get(attribute, attribute.replace("_", " ")))
        options = [option for relaxation in relaxations if (option := _option(relaxation, attribute))]
        question = Question(attribute=attribute, label=label, options=options[:MOST_OPTIONS])
        self._dispatcher.utter_message(
            response="utter_nothing_fits_but" if first.relaxed else "utter_nothing_fits",
            json_message=question.model_dump(mode="json"),
            wishes=in_sentence(label),
            value=options[0].label if options else "",
            total=first.total,
        )
        offer = {"attribute": attribute, "constraint": first.relaxed and first.relaxed.model_dump(mode="json")}
        return [*self._kept(replace(need, asked=attribute), history), SlotSet("offer", offer)]


def _question(need: Need, found: RecommendResponse) -> RankedAttribute | None:
    """The attribute worth asking next: the first that is neither settled nor without options."""
    settled = {constraint.attribute for constraint in need.constraints} | set(need.declined)
    if found.decision != "ask":
        return None
    return next((a for a in found.attributes if a.name not in settled and len(a.values) > 1), None)


def _option(relaxation: Relaxation, attribute: str) -> FacetValue | None:
    """A changed wish as an answer to tap; only one about the attribute in question can be one."""
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


def in_sentence(label: str) -> str:
    """A label inside a sentence: lower case but for acronyms ("USB ports" stays)."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
