"""Journeys made by hand, of conversations in which nothing happened but what a test says."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from learning.journeys import Journey

AT = datetime(2026, 3, 2, 12)
"""A Monday."""
_EMPTY: dict[str, Any] = {
    "is_known": True,
    "arm": "assistant",
    "started_at": AT,
    "category": "Mouse",
    "moves": 1,
    "lists": 1,
    "carted": False,
    "bought": False,
    "bought_late": False,
    "questions_to_find": None,
    "handoffs": 0,
    "query_length": None,
    "score": None,
    "confidence": None,
}
_SETS = ("shown", "clicked", "attributes", "models")


def made(id: str, **said: Any) -> Journey:
    """A journey whose shopper is its own, unless one is named."""
    values = {
        field.name: _EMPTY.get(field.name, frozenset() if field.name in _SETS else ()) for field in fields(Journey)
    }
    return Journey(**(values | {"id": id, "shopper": id} | said))
