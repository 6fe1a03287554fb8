"""How an attribute and its values read to the language model. The same at training and at serving."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalog.products import AttributeKind
from ranker.candidates import AttributeCandidate

_EXAMPLES = 3
"""Values that are read with a label: enough to tell what it is about, few enough to be quick."""
_LONGEST = 32  # characters of a value; its beginning says what kind of thing it is


def attribute_text(category: str, label: str, unit: str | None, kind: AttributeKind, values: Sequence[str]) -> str:
    """The product type, the label, the unit if there is one ("Weight (g)" is not "Weight class"), some values."""
    named = _named(label, unit)
    text = f"{category}: {named}" if category else named
    if kind != "categorical" or not values:
        return text
    return f"{text}: {', '.join(value[:_LONGEST] for value in values[:_EXAMPLES])}"


def value_text(label: str, unit: str | None, value: str) -> str:
    """One value, which the label explains; which type it is of makes little difference to what it is good for."""
    return f"{_named(label, unit)}: {value[:_LONGEST]}"


def text_of(category: str, candidate: AttributeCandidate) -> str:
    """How a candidate reads among products of a type."""
    return attribute_text(category, candidate.label, candidate.unit, candidate.kind, candidate.values)


def value_texts(candidate: AttributeCandidate) -> list[str]:
    """How each value of a candidate reads."""
    return [value_text(candidate.label, candidate.unit, value) for value in candidate.values]


def _named(label: str, unit: str | None) -> str:
    return f"{label} ({unit})" if unit else label
