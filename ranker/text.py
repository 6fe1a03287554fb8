"""How a request and an attribute read to the language model. Everything here is the same at training and at serving."""

from __future__ import annotations

from collections.abc import Sequence

from ranker.candidates import AttributeCandidate

_EXAMPLES = 3
"""Values that are read with a label: enough to tell what it is about, few enough to be quick."""
_LONGEST = 24  # characters of a value; its beginning says what kind of thing it is


def attribute_text(label: str, unit: str | None, examples: Sequence[str] = ()) -> str:
    """The label, the unit where there is one ("Weight (g)" is not "Weight class"), and some values."""
    name = f"{label} ({unit})" if unit else label
    values = ", ".join(value[:_LONGEST] for value in examples[:_EXAMPLES])
    return f"{name}: {values}" if values else name


def text_of(candidate: AttributeCandidate) -> str:
    """How a candidate reads."""
    return attribute_text(candidate.label, candidate.unit, candidate.examples)
