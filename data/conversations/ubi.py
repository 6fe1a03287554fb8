"""A conversation in the names of OpenSearch's User Behavior Insights, version 1.3.0: its queries and its events.

Every shown list is a query, identified by its message; what a shopper did with it names that query. Places count from 1
there, and from 0 here. No shopper is named: whoever exports gives each a pseudonym. What the two names do not have is
beside them: propensities, constraints and the weights of attributes as `query_attributes`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from data.conversations.sessions import Deed, Session, ShownList, ShownProduct

APPLICATION = "floorwalker"
ACTIONS = {"product_click": "click"}
"""UBI's names of what has another one here; the other types are named alike."""
CONVERSIONS = frozenset({"add_to_cart", "purchase"})
MOST_ID, MOST_MESSAGE = 256, 1024
"""Characters that UBI allows."""


def queries(session: Session, pseudonym: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """A line of `ubi_queries` for each list of a conversation."""
    client_id = _client(session, pseudonym)
    for shown in session.lists:
        yield {
            "application": APPLICATION,
            "query_id": shown.message_id,
            "client_id": client_id,
            "user_query": shown.query,
            "timestamp": _moment(shown.at),
            "object_id_field": "id",
            "query_response_id": shown.message_id,
            "query_response_hit_ids": [_object_id(product.id) for product in shown.products],
            "query_attributes": {
                "session_id": pseudonym(session.id),
                "recommendation_id": shown.query_id,
                "arm": session.arm,
                "category": shown.category,
                "purpose": shown.purpose,
                "constraints": list(shown.constraints),
                "total": shown.total,
                "offset": shown.products[0].position if shown.products else 0,
                "model_version": shown.model_version,
                "catalog_version": shown.catalog_version,
                "policy": shown.policy,
                "propensity": shown.propensity,
                "propensities": [product.propensity for product in shown.products],
                "without_exploration": [_object_id(id) for id in shown.best],
                "attributes": [{"name": one.name, "weight": one.weight} for one in shown.attributes],
            },
        }


def events(session: Session, pseudonym: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """A line of `ubi_events` for each thing that the shopper did."""
    lists = {shown.message_id: shown for shown in session.lists}
    same = {"application": APPLICATION, "client_id": _client(session, pseudonym), "session_id": pseudonym(session.id)}
    for deed in session.deeds:
        line = same | {"action_name": ACTIONS.get(deed.type, deed.type), "timestamp": _moment(deed.at)}
        line["message_type"] = _kind(deed)
        if deed.list_id in lists:  # comparisons, details and lists of other conversations are no queries here
            line["query_id"] = deed.list_id
        details = _details(deed, lists.get(deed.list_id or ""))
        yield line | (details or _message(deed))


def _details(deed: Deed, shown: ShownList | None) -> dict[str, Any]:
    """The product and its place. UBI allows attributes of an event only with a place."""
    product = _place(deed, shown)
    place = product.position if product else deed.payload.get("position")
    if deed.product_id is None or place is None:
        return {}
    found: dict[str, Any] = {
        "object": {"object_id": _object_id(deed.product_id), "object_id_type": "product", "object_id_field": "id"},
        "position": {"ordinal": place + 1},
    }
    if product is not None:
        found |= {"score": product.score, "propensity": product.propensity, "team": product.team}
    found |= {name: value for name, value in deed.payload.items() if name != "position"}
    return {"event_attributes": found}


def _place(deed: Deed, shown: ShownList | None) -> ShownProduct | None:
    products = shown.products if shown else ()
    return next((product for product in products if product.id == deed.product_id), None)


def _message(deed: Deed) -> dict[str, Any]:
    """What else is known of an event without a place, as text."""
    known = dict(deed.payload) | ({"product_id": deed.product_id} if deed.product_id else {})
    return {"message": json.dumps(known, ensure_ascii=False)[:MOST_MESSAGE]} if known else {}


def _kind(deed: Deed) -> str:
    if deed.type in CONVERSIONS:
        return "CONVERSION"
    return "INTERACTION" if deed.product_id is not None else "FEEDBACK"


def _client(session: Session, pseudonym: Callable[[str], str]) -> str:
    """The shopper, or where none is known the conversation."""
    return pseudonym(session.shopper_id or session.id)


def _object_id(id: str) -> str:
    return id if len(id) <= MOST_ID else f"sha256:{hashlib.sha256(id.encode()).hexdigest()}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds") + "Z"
