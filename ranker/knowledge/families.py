"""The parts of buying knowledge as they are written, each checked by itself. Reading files of them is `files`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from data.catalog.products import AttributeKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Grade = Annotated[float, Field(ge=0, le=3)]
"""How much something matters: 0 hardly, 1 a little, 2 much, 3 decides."""
Direction = Literal["low", "high"]
WORDED = frozenset({"brand", "colour", "accessories", "country of origin"})
"""Concepts whose values are too many to be listed for a family."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Concept(_Written):
    """An attribute by what it means, whatever a catalog calls it."""

    kind: AttributeKind
    labels: list[Text] = Field(min_length=1)
    """What catalogs call it, the usual name first."""
    unit: str | None = None
    """Of a number, the unit in which catalogs mostly state it."""


class Decision(_Written):
    """What a need asks of one attribute."""

    concept: Text
    grade: Grade
    wants: Direction | bool | list[Text] | None = None
    """Low or high for a number, yes or no, or values; None: it matters, but no way is better than another."""
    avoids: Direction | bool | list[Text] | None = None
    why: Text | None = None
    """One clause in a shopper's words."""

    @field_validator("wants", "avoids", mode="before")
    @classmethod
    def _is_a_wish(cls, value: Any) -> Any:
        listed = isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
        if value is None or isinstance(value, bool) or value in ("low", "high") or listed:
            return value
        raise ValueError(f"must be low or high (of a number), yes or no, or a list of values in quotes, not {value!r}")


class Need(_Written):
    """What people need a kind of product for."""

    need: Text
    """Completes "I need it for"."""
    says: list[Text] = Field(min_length=1)
    """How people ask for it."""
    decides: list[Decision] = Field(min_length=1)


class Family(_Written):
    """A kind of product."""

    family: Text
    names: list[Text] = Field(default_factory=list)
    """What shops and shoppers call it, in the singular, the usual name first."""
    parent: Text | None = None
    """A wider family whose needs, values and grades hold here too, unless this one says otherwise."""
    matters: dict[Text, Grade] = Field(default_factory=dict)
    """Attribute concepts that are stated of it, and how much each matters to who names no use."""
    values: dict[Text, list[Text]] = Field(default_factory=dict)
    """Of concepts that are words, the usual values."""
    needs: list[Need] = Field(default_factory=list)

    def under(self, parent: Family) -> Family:
        """This family with what its parent says and it does not; of a parent with a parent, the widest is named."""
        own = {need.need for need in self.needs}
        return self.model_copy(
            update={
                "parent": parent.parent or parent.family,
                "matters": parent.matters | self.matters,
                "values": self.values_with(parent.values),
                "needs": [*self.needs, *(need for need in parent.needs if need.need not in own)],
            }
        )

    def extended(self, more: Family) -> Family:
        """This family with what a shop's own file adds or says otherwise: a need of the same name is replaced."""
        replaced = {need.need for need in more.needs}
        return Family(
            family=self.family,
            names=list(dict.fromkeys([*self.names, *more.names])),
            parent=more.parent or self.parent,
            matters=self.matters | more.matters,
            values=self.values_with(more.values),
            needs=[*(need for need in self.needs if need.need not in replaced), *more.needs],
        )

    def values_with(self, others: dict[str, list[Text]]) -> dict[str, list[Text]]:
        """The values of this family, and behind them others."""
        added = {name: list(dict.fromkeys([*self.values.get(name, []), *listed])) for name, listed in others.items()}
        return self.values | added
