"""The wishes in force in an agent's words."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.console.wishes import wishes

SHOWN = {
    "products": [{"id": "m1", "currency": "EUR", "fits": [{"attribute": "colour", "label": "Colour"}]}],
    "attributes": [{"name": "weight", "label": "Weight", "unit": "g", "weight": 0.5}],
}


@pytest.mark.parametrize(
    ("wish", "en", "zh"),
    [
        ({"op": "eq", "attribute": "colour", "value": "Red"}, "Colour: Red", "Colour：Red"),
        ({"op": "neq", "attribute": "colour", "value": "Red"}, "Colour: not Red", "Colour：不要Red"),
        ({"op": "in", "attribute": "colour", "value": ["Red", "Blue"]}, "Colour: Red or Blue", "Colour：Red或Blue"),
        ({"op": "lte", "attribute": "price", "value": 50.0}, "price: at most 50 EUR", "price：最多50 EUR"),
        ({"op": "gt", "attribute": "weight", "value": 79.5}, "Weight: over 79.5 g", "Weight：高于79.5 g"),
        (
            {"op": "between", "attribute": "weight", "value": {"min": 60.0, "max": 80.0}},
            "Weight: 60 g to 80 g",
            "Weight：60 g到80 g",
        ),
        (
            {"op": "eq", "attribute": "weight", "value": {"min": None, "max": 80}},
            "Weight: up to 80 g",
            "Weight：最多80 g",
        ),
        (
            {"op": "eq", "attribute": "weight", "value": {"min": 80, "max": None}},
            "Weight: from 80 g",
            "Weight：至少80 g",
        ),
        ({"op": "eq", "attribute": "hot_swap", "value": True}, "hot swap: yes", "hot swap：是"),
        (
            {"op": "eq", "attribute": "colour", "value": "Red", "strength": "soft"},
            "Colour: Red (if possible)",
            "Colour：Red（最好）",
        ),
    ],
)
def test_says_a_wish_in_the_agents_language(wish: dict[str, Any], en: str, zh: str) -> None:
    said = [wishes(SHOWN | {"constraints": [wish]}, locale)[0].text for locale in ("en", "zh-CN", "de")]

    assert said == [en, zh, en]


def test_without_a_list_there_are_none() -> None:
    assert wishes({}, "en") == []
