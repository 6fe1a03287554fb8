"""What a message showed or asked, with what made its order or chose it, in tables of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from data.conversations.tables import QuestionRow, RankingRow, ShownAttributeRow, ShownProductRow


def add_shown(connection: Connection, payload: dict[str, Any], trace: dict[str, Any] | None) -> None:
    """Of a stored message that lists products or asks a question; of others there is nothing to add. `trace`: how it
    was chosen (`recommender.protocol.traces`)."""
    if payload["type"] == "products":
        _add_list(connection, payload, trace or {})
    elif payload["type"] == "question" and trace is not None:
        _add_question(connection, payload, trace)


def _add_list(connection: Connection, shown: dict[str, Any], trace: dict[str, Any]) -> None:
    message_id = shown["id"]
    fields = ("query_id", "query", "constraints", "model_version", "catalog_version", "total")
    ranking = {name: shown[name] for name in fields}
    ranking |= {name: trace.get(name) for name in ("category", "purpose", "policy", "request", "propensity")}
    connection.execute(insert(RankingRow), {"message_id": message_id, **ranking, "best": trace.get("best") or []})
    listed = shown["products"]
    chances, teams = trace.get("propensities") or [None] * len(listed), trace.get("teams") or [None] * len(listed)
    offset = shown.get("offset", 0)
    products = [
        {
            "message_id": message_id,
            "position": offset + place,
            "product_id": product["id"],
            "propensity": chances[place],
            "team": teams[place],
            **{name: product[name] for name in ("score", "matched", "missed")},
        }
        for place, product in enumerate(listed)
    ]
    statistics = {one["name"]: one for one in trace.get("attributes") or []}
    attributes = [
        {
            "message_id": message_id,
            "position": position,
            "name": attribute["name"],
            "weight": attribute["weight"],
            "statistics": statistics.get(attribute["name"]),
        }
        for position, attribute in enumerate(shown["attributes"])
    ]
    if products:
        connection.execute(insert(ShownProductRow), products)
    if attributes:
        connection.execute(insert(ShownAttributeRow), attributes)


def _add_question(connection: Connection, asked: dict[str, Any], trace: dict[str, Any]) -> None:
    fields = ("query_id", "category", "purpose", "policy", "propensity", "candidates")
    row = {"message_id": asked["id"], "attribute": asked["attribute"]}
    connection.execute(insert(QuestionRow), row | {name: trace[name] for name in fields})
