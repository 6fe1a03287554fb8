"""Says what the recommender answered: product cards, the one question, or why there is nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.needs import Need
from recommender.client import RecommenderClient, RecommenderRejected, RecommenderUnavailable
from recommender.protocol import RankedAttribute, RecommendResponse

MOST_OPTIONS = 8


async def answer(
    dispatcher: CollectingDispatcher,
    client: RecommenderClient,
    need: Need,
    response_name: str = "utter_products",
    otherwise: Need | None = None,
) -> list[EventType]:
    """Recommends for the need and says it; returns the events that keep the need.

    If nothing fits, `otherwise` is tried: the same words may be about something else altogether.
    """
    try:
        found = await client.recommend(need.request())
        if not found.total and otherwise is not None and otherwise != need:
            second = await client.recommend(otherwise.request())
            need, found = (otherwise, second) if second.total else (need, found)
    except RecommenderUnavailable:
        dispatcher.utter_message(response="utter_search_down")
        return need.slots()
    except RecommenderRejected as rejected:
        dispatcher.utter_message(response="utter_not_understood_wish", reason=rejected.body.message)
        return []
    if found.unknown_attributes:
        dispatcher.utter_message(response="utter_unknown_attribute")
        need = need.without(set(found.unknown_attributes))
    if not found.products:
        return _say_nothing_found(dispatcher, need, found)
    question = _question(need, found)
    whole = need.offset == 0 and found.total <= len(found.products)
    _say_products(dispatcher, need, found, "utter_only_products" if whole else response_name)
    if question is not None:
        _ask(dispatcher, question)
    need = replace(need, asked=question.name if question else None, offset=need.offset + len(found.products))
    return [*need.slots(), SlotSet("shown", [product.id for product in found.products])]


def _question(need: Need, found: RecommendResponse) -> RankedAttribute | None:
    """The attribute worth asking next: the first that is neither settled nor without options."""
    settled = {constraint.attribute for constraint in need.constraints} | set(need.declined)
    if found.decision != "ask":
        return None
    return next((a for a in found.attributes if a.name not in settled and len(a.values) > 1), None)


def _say_products(dispatcher: CollectingDispatcher, need: Need, found: RecommendResponse, response_name: str) -> None:
    shown: dict[str, Any] = {
        "type": "products",
        "products": [product.model_dump(mode="json") for product in found.products],
        "total": found.total,
        "offset": need.offset,
        "query": need.query,
        "constraints": [constraint.model_dump(mode="json") for constraint in need.constraints],
        "attributes": [a.model_dump(include={"name", "label", "weight", "unit"}) for a in found.attributes],
        "query_id": found.query_id,
        "model_version": found.model_version,
        "catalog_version": found.catalog_version,
    }
    dispatcher.utter_message(response=response_name, json_message=shown, total=found.total, count=len(found.products))


def _ask(dispatcher: CollectingDispatcher, attribute: RankedAttribute) -> None:
    question = {
        "type": "question",
        "attribute": attribute.name,
        "label": attribute.label,
        "unit": attribute.unit,
        "options": [value.model_dump(mode="json") for value in attribute.values[:MOST_OPTIONS]],
        "may_skip": True,
    }
    dispatcher.utter_message(
        response=f"utter_ask_{attribute.kind}", json_message=question, label=_in_sentence(attribute.label)
    )


def _say_nothing_found(dispatcher: CollectingDispatcher, need: Need, found: RecommendResponse) -> list[EventType]:
    """Names the wish that leaves nothing, and offers to drop it with one tap; or says that all was shown."""
    if found.total > 0:
        dispatcher.utter_message(response="utter_no_more_products")
        return []
    if not found.relaxable:
        dispatcher.utter_message(response="utter_nothing_found")
        return replace(need, asked=None).slots()
    labels = {attribute.name: attribute.label for attribute in found.attributes}
    first = found.relaxable[0].attribute
    wishes = " or ".join(_in_sentence(labels.get(c.attribute, c.attribute.replace("_", " "))) for c in found.relaxable)
    label = labels.get(first, first.replace("_", " "))
    question = {"type": "question", "attribute": first, "label": label, "options": [], "may_skip": True}
    dispatcher.utter_message(response="utter_nothing_fits", json_message=question, wishes=wishes)
    return replace(need, asked=first).slots()


def _in_sentence(label: str) -> str:
    """A label inside a sentence: lower case but for acronyms ("USB ports" stays)."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
