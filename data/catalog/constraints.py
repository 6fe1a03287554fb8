"""What is asked of products about one attribute: constraints, which they fulfil or not, and preferences, which order
them; each with the words that it was read from, if it was.

One model from the reading of a message to the body of a request; its JSON leaves out what need not be said. Whether
a product fulfils a constraint, `retrieval.fulfilment` says.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from language.operators import Op

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(max_length=2000)]


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
ConstraintValue = Range | tuple[ScalarValue, ...] | ScalarValue
"""`in` takes several, `between` a Range; the other operators a scalar, and `eq`/`neq` a Range too."""


class Constraint(BaseModel):
    """What is asked about one attribute. Products that contradict a hard one are left out; those that contradict a soft
    one ("ideally red") come after all others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: Name
    op: Op = "eq"
    value: ConstraintValue
    strength: Literal["hard", "soft"] = Field("hard", exclude_if=lambda strength: strength == "hard")
    text: Words = Field("", exclude_if=lambda text: not text)
    """The words that it was read from, with those that negate them."""
    span: tuple[int, int] | None = Field(None, exclude_if=lambda span: span is None)
    """Where they stand: the first character and the one after the last of the message as it was read (NFKC)."""

    @model_validator(mode="after")
    def _value_fits_op(self) -> Constraint:
        is_number = isinstance(self.value, float) and not isinstance(self.value, bool)
        if self.op == "in" and not isinstance(self.value, tuple):
            raise ValueError("value must be a list for op 'in'")
        if self.op == "between" and not isinstance(self.value, Range):
            raise ValueError("value must be {min, max} for op 'between'")
        if self.op in ("lt", "lte", "gt", "gte") and not is_number:
            raise ValueError(f"value must be a number for op {self.op!r}")
        return self


class Preference(BaseModel):
    """More or less of a numeric attribute. `sorts`: the order follows it alone ("cheapest"); else it leans that way.

    Of a categorical attribute whose values are a scale, there is no order to lean to: who knows the product that the
    words measure against asks for the values beyond it (`beyond`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    attribute: Name
    direction: Literal["low", "high"]
    sorts: bool = False
    text: Words = Field("", exclude_if=lambda text: not text)
    """The words that it was read from."""
    compares: bool = False
    """Whether the words measure it against something seen before: "cheaper", "more memory"."""
    scale: tuple[str, ...] = Field((), max_length=50, exclude_if=lambda scale: not scale)
    """The values of a categorical attribute, lowest first; empty for a numeric one."""

    def beyond(self, value: str | None) -> tuple[str, ...]:
        """The values of the scale that are more (or less) than that of the product meant, nearest first; without one,
        the last of the scale in that direction."""
        ordered = self.scale if self.direction == "high" else self.scale[::-1]
        return ordered[ordered.index(value) + 1 :] if value in ordered else ordered[-1:]


class Note(BaseModel):
    """Words that could not be taken as they are, and what was done with them."""

    model_config = ConfigDict(frozen=True)

    text: str
    reason: str
    kind: Literal["unknown_code", "unchecked"] | None = None
    """`unknown_code`: a number that no product has; `unchecked`: a wish of which the catalog says nothing. Both are
    searched for all the same."""
