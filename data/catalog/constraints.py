"""What is asked of products about one attribute: constraints, which they fulfil or not, and preferences, which order
them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Op = Literal["eq", "neq", "in", "lt", "lte", "gt", "gte", "between"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Range(BaseModel):
    """A closed interval of a numeric attribute, in its unit; an end that is None is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _has_an_order(self) -> Range:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min must not be greater than max")
        return self


ScalarValue = bool | float | Annotated[str, StringConstraints(max_length=1000)]
ConstraintValue = Range | list[ScalarValue] | ScalarValue
"""`in` takes a list, `between` a Range; the other operators a scalar, and `eq`/`neq` a Range too."""


class Constraint(BaseModel):
    """A wish about one attribute. Products that contradict it come last, or not at all."""

    model_config = ConfigDict(extra="forbid")

    attribute: Name
    op: Op = "eq"
    value: ConstraintValue

    @model_validator(mode="after")
    def _value_fits_op(self) -> Constraint:
        is_number = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        if self.op == "in" and not isinstance(self.value, list):
            raise ValueError("value must be a list for op 'in'")
        if self.op == "between" and not isinstance(self.value, Range):
            raise ValueError("value must be {min, max} for op 'between'")
        if self.op in ("lt", "lte", "gt", "gte") and not is_number:
            raise ValueError(f"value must be a number for op {self.op!r}")
        return self


class Preference(BaseModel):
    """More or less of a numeric attribute. `sorts`: the order follows it alone ("cheapest"); else it leans that way."""

    model_config = ConfigDict(extra="forbid")

    attribute: Name
    direction: Literal["low", "high"]
    sorts: bool = False
