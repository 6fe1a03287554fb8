"""How an attribute reads to the language model. Queries are read as they are."""

from __future__ import annotations


def attribute_text(label: str, unit: str | None) -> str:
    """The label, and the unit where there is one: "Weight (g)" is not "Weight class"."""
    return f"{label} ({unit})" if unit else label
