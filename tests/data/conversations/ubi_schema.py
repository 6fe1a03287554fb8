"""What User Behavior Insights 1.3.0 demands of a query and of an event, as JSON Schema.

Written after the specification at https://github.com/o19s/ubi (Apache-2.0), `schema/1.3.0/query.request.schema.json`
and `event.schema.json`: the same fields, types, lengths and alternatives. In one point it is wider: the published
schema offers each `action_name` and `object_id_type` two alternatives of which exactly one must hold, and for the names
that it recommends itself (click, add_to_cart, purchase, product …) both do. Here at least one must.
"""

from __future__ import annotations

from typing import Any

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _text(most: int | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "string"} | ({"maxLength": most} if most else {}) | more


def _named(*usual: str) -> dict[str, Any]:
    return {"anyOf": [_text(100, enum=list(usual)), _text(100)]}


_ID = {"oneOf": [_text(format="uuid"), _text(100)]}
_OBJECT_ID = {"anyOf": [_text(256), {"type": "integer"}]}
_NUMBER = {"type": "number"}

QUERY: dict[str, Any] = {
    "$schema": _DIALECT,
    "type": "object",
    "required": ["user_query"],
    "properties": {
        "application": _text(100),
        "query_id": _ID,
        "client_id": _text(100),
        "user_query": _text(),
        "query_attributes": {"type": "object"},
        "object_id_field": _text(100),
        "timestamp": _text(format="date-time"),
        "query_response_id": _text(),
        "query_response_hit_ids": {"type": "array", "items": _text()},
    },
}

_POSITION = {
    "type": "object",
    "oneOf": [
        {"properties": {"ordinal": {"type": "integer"}}, "required": ["ordinal"]},
        {
            "properties": {
                "xy": {"type": "object", "properties": {"x": _NUMBER, "y": _NUMBER}, "required": ["x", "y"]}
            },
            "required": ["xy"],
        },
    ],
}

EVENT: dict[str, Any] = {
    "$schema": _DIALECT,
    "type": "object",
    "required": ["action_name", "timestamp"],
    "properties": {
        "application": _text(100),
        "action_name": _named("click_through", "add_to_cart", "click", "watch", "view", "purchase", "impression"),
        "query_id": _ID,
        "session_id": _text(100),
        "client_id": _text(100),
        "user_id": _text(100),
        "timestamp": _text(format="date-time"),
        "message_type": _text(100),
        "message": _text(1024),
        "event_attributes": {
            "type": "object",
            "required": ["position"],
            "properties": {
                "object": {
                    "type": "object",
                    "required": ["object_id"],
                    "properties": {
                        "object_id": _OBJECT_ID,
                        "object_id_type": _named("product", "user", "post", "comment", "video"),
                        "object_id_field": _text(100),
                        "internal_id": _OBJECT_ID,
                    },
                },
                "position": _POSITION,
            },
        },
    },
}
