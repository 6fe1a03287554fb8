from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from data.catalog.constraints import Constraint


@pytest.mark.parametrize(
    "body",
    [
        {"attribute": "colour", "op": "in", "value": ["Red", "Blue"]},
        {"attribute": "price", "op": "between", "value": {"min": 10.0, "max": None}},
        {"attribute": "colour", "op": "eq", "value": "Red", "strength": "soft", "text": "red", "span": [8, 11]},
    ],
)
def test_its_json_says_no_more_than_it_must(body: dict[str, Any]) -> None:
    constraint = Constraint.model_validate(body)

    assert constraint.model_dump(mode="json") == body
    assert {constraint, Constraint.model_validate_json(constraint.model_dump_json())} == {constraint}


@pytest.mark.parametrize(
    ("op", "value", "complaint"),
    [
        ("in", "red", "must be a list for op 'in'"),
        ("between", 5, "must be {min, max} for op 'between'"),
        ("lt", "small", "must be a number for op 'lt'"),
        ("gte", True, "must be a number for op 'gte'"),
        ("eq", {"min": 3, "max": 1}, "min must not be greater than max"),
    ],
)
def test_names_what_the_operator_needs(op: str, value: Any, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Constraint.model_validate({"attribute": "a", "op": op, "value": value})
