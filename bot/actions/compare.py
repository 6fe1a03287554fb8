"""Puts the products that were shown last side by side."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import RecommendingAction
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol import ProductDetail

MOST_PRODUCTS, MOST_ROWS = 3, 12


class ActionCompare(RecommendingAction):
    """Compares the first products shown, by the attributes in which they differ."""

    def name(self) -> str:
        return "action_compare"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        ids = (tracker.slots.get("shown") or [])[:MOST_PRODUCTS]
        try:
            found = await asyncio.gather(*(self.client.product(product_id) for product_id in ids))
        except (RecommenderUnavailable, RecommenderRejected):
            dispatcher.utter_message(response="utter_search_down")
            return []
        products = [product for product in found if product is not None]
        if len(products) < 2:
            dispatcher.utter_message(response="utter_nothing_to_compare")
            return []
        comparison = {
            "type": "comparison",
            "products": [_card(product) for product in products],
            "rows": differences(products)[:MOST_ROWS],
        }
        dispatcher.utter_message(response="utter_comparison", json_message=comparison)
        return []


def differences(products: list[ProductDetail]) -> list[dict[str, Any]]:
    """One row an attribute that at least two of the products state, differently: label, unit, and a value each."""
    rows = []
    for name in dict.fromkeys(name for product in products for name in product.attributes):
        values = [product.attributes.get(name) for product in products]
        stated = [value for value in values if value is not None]
        if len(stated) < 2 or all(value == stated[0] for value in stated):
            continue
        owner = next(product for product in products if name in product.attributes)
        rows.append({"attribute": name, "label": owner.labels[name], "unit": owner.units.get(name), "values": values})
    return rows


def _card(product: ProductDetail) -> dict[str, Any]:
    fields = product.model_dump(mode="json", exclude={"description", "labels", "units", "attributes"})
    return {**fields, "score": 0.0, "attributes": {}}
