"""A weight in words, for agents and merchandisers: the shares it was made of, no more than was computed."""

from __future__ import annotations

from ranker.candidates import AttributeCandidate


def sentence(candidate: AttributeCandidate, weight: float) -> str:
    """One sentence on why the attribute has this weight."""
    z = candidate.statistics
    return (
        f"{candidate.label} has {weight:.0%} of the weight: {z.coverage:.0%} of the nearest products state it, "
        f"{z.named:.0%} name it in their own text, and an answer is expected to rule out or "
        f"move back {z.narrowing:.0%}."
    )
