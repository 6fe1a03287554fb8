"""About products that were shown: details, a comparison, others like one, what goes with one, into the cart."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from bot.actions.policies import followed_up
from bot.actions.search import ActionSearch
from bot.dialogue.locale import Locale
from bot.dialogue.need import Need
from bot.dialogue.references import Pointer, names_place, without_places
from bot.dialogue.replies import in_sentence
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.companions import Companions, CompareRequest, CompareResponse
from recommender.protocol.messages import ComparedRow, Comparison, Details, Notice, Products
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import RankedProduct
from recommender.protocol.understand import UnderstandRequest

MOST_COMPARED, MOST_ROWS, MOST_COMPANIONS = 4, 12, 5
_SORTED = re.compile(
    r"\b(?:\w+est|most \w+)(?: ones?| of them)? (?:first|on top)\b"
    r"|^(?:and |ok,? |or )*(?:what about |now )?the (?:\w+est|most \w+)\W*$"
)
"""An order of all there are, not one of those shown: "the lightest first", "and the most expensive?"."""
_STOCK = re.compile(r"\b(?:in stock|available|availability|sold out|lieferbar)\b|有货|现货|缺货|没货|库存")


class ActionDetails(ActionSearch):
    """Answers what is asked about one product; without a question, everything about it."""

    def name(self) -> str:
        return "action_details"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        pointer = Pointer(tracker, self.client)
        if not pointer.shown and not pointer.focus:
            if names_place(tracker.latest_message.get("text") or ""):
                dispatcher.utter_message(response="utter_ask_what")
                return []
            if await followed_up(self.client, dispatcher, tracker):
                return [SlotSet("misses", None)]
            return await super().run(dispatcher, tracker, domain)
        text = (tracker.latest_message.get("text") or "")[:1000]
        if _SORTED.search(text.lower()):
            return await super().run(dispatcher, tracker, domain)
        types = Need.from_slots(tracker).product_types
        try:
            identity = await pointer.one() or pointer.shown[0]
            product = await self.client.product(identity)
            request = UnderstandRequest(text=without_places(text).strip() or "?", product_types=list(types)[:20])
            named = (await self.client.understand(request)).attributes
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        if product is None:
            dispatcher.utter_message(response="utter_product_gone")
            return []
        product = product.model_copy(update={"labels": Locale(tracker).labels(product.labels)})
        if _STOCK.search(text.lower()):
            response = "utter_in_stock" if product.available else "utter_out_of_stock"
            dispatcher.utter_message(response=response, title=product.title)
        elif "price" in named and product.price is not None:
            price = f"{product.price:.2f} {Locale(tracker).unit(product.currency) or ''}".strip()
            dispatcher.utter_message(response="utter_price", title=product.title, price=price)
        elif answered := [name for name in named if name in product.attributes]:
            for name in answered:
                _say_value(dispatcher, product, name)
        else:
            shown = Details(product=product).model_dump(mode="json")
            dispatcher.utter_message(
                response="utter_not_stated" if named else "utter_details", json_message=shown, title=product.title
            )
        return [SlotSet("focus", product.id), SlotSet("misses", None)]


def _say_value(dispatcher: CollectingDispatcher, product: ProductDetail, name: str) -> None:
    value = product.attributes[name]
    label = product.labels.get(name, name)
    if isinstance(value, bool):
        response = "utter_has" if value else "utter_has_not"
        dispatcher.utter_message(response=response, title=product.title, label=in_sentence(label))
        return
    values = value if isinstance(value, list) else [value]
    stated = ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in values)
    unit = product.units.get(name)
    dispatcher.utter_message(
        response="utter_value", title=product.title, label=label, value=f"{stated} {unit}" if unit else stated
    )


class ActionCompare(RecommendingAction):
    """Puts the products that are named side by side, or the first of those shown."""

    def name(self) -> str:
        return "action_compare"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        pointer, need = Pointer(tracker, self.client), Need.from_slots(tracker)
        try:
            ids = (await pointer.ids())[:MOST_COMPARED]
            if len(ids) == 1 and pointer.focus and pointer.focus not in ids:
                ids = [pointer.focus, *ids]
            if len(ids) < 2:
                ids = pointer.shown[: MOST_COMPARED - 1]
            if len(ids) < 2:
                dispatcher.utter_message(response="utter_nothing_to_compare")
                return []
            request = CompareRequest(ids=ids, query=need.query, constraints=list(need.constraints))
            compared = await self.client.compare(request)
        except RecommenderRejected:  # one of them is no longer offered
            dispatcher.utter_message(response="utter_product_gone")
            return []
        except RecommenderUnavailable:
            dispatcher.utter_message(response="utter_search_down")
            return []
        shown = _comparison(compared, Locale(tracker)).model_dump(mode="json")
        dispatcher.utter_message(response="utter_comparison", json_message=shown)
        return [SlotSet("compared", ids), SlotSet("misses", None)]


def _comparison(compared: CompareResponse, locale: Locale) -> Comparison:
    rows = [
        ComparedRow(attribute=row.name, label=locale.label(row.name, row.label), unit=row.unit, values=row.values)
        for row in compared.attributes[:MOST_ROWS]
    ]
    return Comparison(products=compared.products, rows=rows)


class Companioning(RecommendingAction):
    """Shows products that belong to one that was shown."""

    found_response = nothing_response = ""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        pointer = Pointer(tracker, self.client)
        if not pointer.shown and not pointer.focus:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        try:
            identity = await pointer.one() or pointer.shown[0]
            companions = await self.companions(identity)
            product = await self.client.product(identity)
        except RecommenderRejected:
            dispatcher.utter_message(response="utter_product_gone")
            return []
        except RecommenderUnavailable:
            dispatcher.utter_message(response="utter_search_down")
            return []
        title = product.title if product else identity
        found = [companion.product for companion in companions.products]
        if not found:
            dispatcher.utter_message(response=self.nothing_response, title=title)
            return [SlotSet("focus", identity)]
        listed = Products(
            products=found,
            total=len(found),
            query_id=companions.query_id,
            model_version=companions.model_version,
            catalog_version=companions.catalog_version,
        )
        shown = listed.model_dump(mode="json")
        dispatcher.utter_message(response=self.found_response, title=title, json_message=shown)
        kept = {"shown": [product.id for product in found], "focus": None, "compared": None, "misses": None}
        return [SlotSet(name, value) for name, value in kept.items()]

    async def companions(self, identity: str) -> Companions:
        """The products that belong to the one of this id. Raises what the recommender's client raises."""
        raise NotImplementedError


class ActionAlternatives(Companioning):
    """Others that could stand in for a product."""

    found_response, nothing_response = "utter_alternatives", "utter_no_alternatives"

    def name(self) -> str:
        return "action_alternatives"

    async def companions(self, identity: str) -> Companions:
        return await self.client.alternatives(identity, MOST_COMPANIONS)


class ActionAccessories(Companioning):
    """What fits a product."""

    found_response, nothing_response = "utter_accessories", "utter_no_accessories"

    def name(self) -> str:
        return "action_accessories"

    async def companions(self, identity: str) -> Companions:
        return await self.client.accessories(identity, MOST_COMPANIONS)


class ActionAddToCart(RecommendingAction):
    """Asks the shop's page to put a product into the cart; which one must be certain."""

    def name(self) -> str:
        return "action_add_to_cart"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        pointer = Pointer(tracker, self.client)
        if not pointer.shown and not pointer.focus:
            dispatcher.utter_message(response="utter_ask_what")
            return []
        try:
            identity = await pointer.one()
            product = await self.client.product(identity) if identity else None
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        if identity is None:
            dispatcher.utter_message(response="utter_ask_which_product")
            return []
        if product is None or not product.available:
            response = "utter_product_gone" if product is None else "utter_out_of_stock"
            dispatcher.utter_message(response=response, title=product.title if product else "")
            return [SlotSet("focus", identity)]
        plain = product.model_dump(exclude={"description", "labels", "units", "attributes"})
        notice = Notice(kind="add_to_cart", product=RankedProduct(**plain, score=0.0, attributes={}))
        dispatcher.utter_message(
            response="utter_added_to_cart", json_message=notice.model_dump(mode="json"), title=product.title
        )
        return [SlotSet("focus", identity)]
